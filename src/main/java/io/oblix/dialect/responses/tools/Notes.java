package io.oblix.dialect.responses.tools;

import io.oblix.chat.IgnoredParams;
import io.oblix.problem.RequestProblem;
import org.jspecify.annotations.Nullable;

/** What the body of a chat completion cannot say of a request, gathered while it is read. */
public final class Notes {

    private final IgnoredParams ignored = new IgnoredParams();
    private @Nullable RequestProblem untranslatable;

    /** A field that was dropped without a change of the meaning. */
    public void ignore(String field) {
        ignored.add(field);
    }

    public IgnoredParams ignored() {
        return ignored;
    }

    /** Something that only a provider of this API can be asked; the first counts. */
    public void nativeOnly(RequestProblem problem) {
        if (untranslatable == null) {
            untranslatable = problem;
        }
    }

    public void nativeOnly(String param, String what) {
        nativeOnly(RequestProblem.unsupported(
                param, "Invalid value: '" + param + "': " + what + " not supported with this model."));
    }

    public @Nullable RequestProblem untranslatable() {
        return untranslatable;
    }
}
