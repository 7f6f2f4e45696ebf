package io.oblix.dialect.messages;

import io.oblix.chat.IgnoredParams;
import io.oblix.problem.RequestProblem;
import org.jspecify.annotations.Nullable;

/** What the body of a chat completion cannot say of a request, gathered while it is read. */
final class Notes {

    private final IgnoredParams ignored = new IgnoredParams();
    private @Nullable RequestProblem untranslatable;
    private boolean ownThinking;
    private boolean systemTurns;

    /** A field that was dropped without a change of the meaning. */
    void ignore(String field) {
        ignored.add(field);
    }

    IgnoredParams ignored() {
        return ignored;
    }

    /** Something that only Claude can be asked; the first counts. */
    void claudeOnly(String param, String what) {
        if (untranslatable == null) {
            untranslatable = RequestProblem.unsupported(param, param + ": " + what + " need a Claude model");
        }
    }

    @Nullable RequestProblem untranslatable() {
        return untranslatable;
    }

    void seesOwnThinking() {
        ownThinking = true;
    }

    boolean hasOwnThinking() {
        return ownThinking;
    }

    void seesSystemTurn() {
        systemTurns = true;
    }

    boolean hasSystemTurns() {
        return systemTurns;
    }
}
