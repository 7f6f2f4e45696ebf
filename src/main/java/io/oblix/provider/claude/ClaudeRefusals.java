package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to ask in place of a question that was refused for something that no client sent: marks for a cache or a version
 * that another server than Anthropic's does not know, which is remembered, or room for an answer as long as the model's
 * longest, which the prompt does not leave.
 */
final class ClaudeRefusals {

    private static final Logger LOG = LoggerFactory.getLogger(ClaudeRefusals.class);

    private static final String VERSION = "anthropic-version";

    /** Anthropic's sentence: the tokens of the prompt, of the longest answer, and the limit. */
    private static final Pattern NO_ROOM =
            Pattern.compile("exceed context limit: (\\d{1,9}) \\+ (\\d{1,9}) > (\\d{1,9})");

    /**
     * Of what the translation puts right: names of properties and tools, older schemas, pictures of another type than
     * their label says.
     */
    private static final Pattern TRANSLATABLE = Pattern.compile(
            "property keys should|input_schema|json schema|\\bname: string should|tool names? |media.type"
                    + "|image appears to be|source\\.base64");

    /** A shorter answer is hardly one: a model with a larger window is asked instead. */
    private static final int MIN_ANSWER_TOKENS = 256;

    private volatile boolean refusesMarks;
    private volatile boolean refusesVersion;

    boolean refusesMarks() {
        return refusesMarks;
    }

    boolean refusesVersion() {
        return refusesVersion;
    }

    /** Null where asking again would not help. */
    @Nullable Question rephrase(Question refused, UpstreamProblem refusal, boolean marked) {
        String said = refusal.detail().toLowerCase(Locale.ROOT);
        if (refusal.kind() == FailureKind.CONTEXT_EXCEEDED) {
            return withRoom(refused, said);
        } else if (refusal.kind() != FailureKind.REQUEST_REJECTED && refusal.kind() != FailureKind.LACKS_ABILITY) {
            return null;
        } else if (marked && !refusesMarks && said.contains(CacheControl.FIELD)) {
            refusesMarks = true;
            return learned(CacheControl.FIELD, refused, refusal);
        } else if (!refusesVersion && said.contains(VERSION)) {
            refusesVersion = true;
            return learned(VERSION, refused, refusal);
        }
        return null;
    }

    /**
     * The same question in words of ours in place of the client's own of Anthropic's API; null where they would not help,
     * or would lose something.
     */
    @Nullable Question inOurWords(Question refused, UpstreamProblem refusal) {
        boolean rejected =
                refusal.kind() == FailureKind.REQUEST_REJECTED || refusal.kind() == FailureKind.LACKS_ABILITY;
        String said = refusal.detail().toLowerCase(Locale.ROOT);
        if (!rejected
                || refused.request().rendering().untranslatable() != null
                || !TRANSLATABLE.matcher(said).find()) {
            return null;
        }
        return new Question(refused.request().withoutOriginal(), refused.work(), refused.chosenBy());
    }

    private static Question learned(String what, Question refused, UpstreamProblem refusal) {
        LOG.info("{} refuses {}, which is added here: it is left out from now on", refusal.target(), what);
        return refused;
    }

    private static @Nullable Question withRoom(Question refused, String said) {
        Matcher numbers = NO_ROOM.matcher(said);
        if (refused.work().maxOutputTokens() > 0 || !numbers.find()) {
            return null;
        }
        int room = Integer.parseInt(numbers.group(3)) - Integer.parseInt(numbers.group(1));
        if (room < MIN_ANSWER_TOKENS) {
            return null;
        }
        ObjectNode body = Json.object();
        body.setAll(refused.request().body());
        body.put("max_completion_tokens", room);
        return new Question(refused.request().withBody(body), refused.work(), refused.chosenBy());
    }
}
