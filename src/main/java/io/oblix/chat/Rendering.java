package io.oblix.chat;

import io.oblix.problem.RequestProblem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How well the body of a request says what its client said in another dialect.
 *
 * @param soft names of fields of the body that its reader derived. The client did not ask for them in these words, so a
 *     provider that does not take one leaves it out or clamps it without an error
 * @param ignoredParams fields of the client's that the body lacks, for the header
 * @param untranslatable what would change the request's meaning if it were left out: a provider that does not speak the
 *     client's dialect is not asked, and the client gets this; null where the body says all
 * @param memo what the reader leaves for the writer of the same dialect; null for nothing
 */
public record Rendering(
        Set<String> soft,
        List<String> ignoredParams,
        @Nullable RequestProblem untranslatable,
        @Nullable Memo memo) {

    /** Of a body that is the client's own. */
    public static final Rendering EXACT = new Rendering(Set.of(), List.of(), null, null);

    /** A note of a dialect's reader that only the same dialect understands. */
    public interface Memo {}

    /** The same with another note. */
    Rendering with(Memo other) {
        return new Rendering(soft, ignoredParams, untranslatable, other);
    }

    public Rendering {
        soft = Set.copyOf(soft);
        ignoredParams = List.copyOf(ignoredParams);
    }
}
