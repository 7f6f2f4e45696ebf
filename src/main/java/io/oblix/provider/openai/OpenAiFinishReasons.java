package io.oblix.provider.openai;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.chat.ModelName;
import io.oblix.provider.StandardErrors;
import io.oblix.upstream.UpstreamText;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reasons for which the models of other servers end their answers, in OpenAI's words: those of TGI and Together
 * ({@code eos}, {@code eos_token}), Anthropic ({@code end_turn}, {@code tool_use}), Gemini ({@code STOP}, {@code SAFETY}),
 * Mistral ({@code model_length}), Cohere ({@code COMPLETE}), Bedrock, watsonx and Zhipu ({@code sensitive}).
 */
final class OpenAiFinishReasons {

    private static final Logger LOG = LoggerFactory.getLogger(OpenAiFinishReasons.class);

    private static final Set<String> OF_OPENAI =
            Set.of("stop", "length", "tool_calls", "content_filter", "function_call");

    private static final Pattern FAILURE = Pattern.compile("error|fail|exception|overload|ratelimit|crash|unavailable");

    /** Longer is no word, and might hold a text. */
    private static final int MAX_LENGTH = 64;

    private static final Cache<String, Boolean> WARNED =
            Caffeine.newBuilder().maximumSize(200).executor(Runnable::run).build();

    private OpenAiFinishReasons() {}

    static boolean isOpenAis(String reason) {
        return OF_OPENAI.contains(reason);
    }

    /**
     * An answer that has an end is whole; an unknown word for it is {@code stop}.
     *
     * @throws io.oblix.problem.UpstreamProblem when the word says that the model did not come to an end
     */
    static String of(String reason, ModelName model) {
        // Python's enums print as FinishReason.STOP.
        String word = reason.substring(reason.lastIndexOf('.') + 1)
                .toLowerCase(Locale.ROOT)
                .replace("_", "")
                .replace("-", "")
                .replace(" ", "");
        if (word.startsWith("finishreason")) {
            word = word.substring("finishreason".length());
        }
        return switch (word) {
            case "stop", "eos", "eostoken", "eot", "endturn", "end", "stopsequence", "stopstring", "complete" -> "stop";
            case "completed", "finished", "finish", "done", "success", "matchedtoken", "load", "unload" -> "stop";
            case "unspecified", "", "other", "word", "pauseturn", "null", "none" -> "stop";
            case "length", "maxtokens", "modellength", "maxlength", "maxnewtokens", "maxoutputtokens" -> "length";
            case "tokenlimit", "limit", "timelimit", "contextlength", "maxcontextlength", "contextwindowexceeded" ->
                "length";
            case "modelcontextwindowexceeded", "contextlengthexceeded" -> "length";
            case "toolcalls", "toolcall", "tooluse", "tools", "functioncalls" -> "tool_calls";
            case "functioncall" -> "function_call";
            case "contentfilter", "contentfiltered", "safety", "imagesafety", "recitation", "language" ->
                "content_filter";
            case "blocklist", "prohibitedcontent", "spii", "sensitive", "guardrailintervened", "refusal" ->
                "content_filter";
            case "moderation", "contentpolicyviolation", "errortoxic", "filtered", "blocked" -> "content_filter";
            case "error", "errorlimit", "internalerror", "servererror", "networkerror", "abort", "aborted" ->
                throw failed(model);
            case "cancelled", "canceled", "cancel", "usercancel", "failed", "failure", "timeout" -> throw failed(model);
            case "insufficientsystemresource", "malformedfunctioncall", "unexpectedtoolcall", "notfinished" ->
                throw failed(model);
            default -> {
                if (FAILURE.matcher(word).find()) {
                    throw failed(model);
                }
                yield unknown(reason, model);
            }
        };
    }

    static RuntimeException failed(ModelName model) {
        return StandardErrors.broken(model, "ended its answer for a reason that OpenAI does not have");
    }

    private static String unknown(String reason, ModelName model) {
        if (reason.length() <= MAX_LENGTH && WARNED.asMap().putIfAbsent(model + " " + reason, true) == null) {
            LOG.warn(
                    "{} ended an answer with the unknown reason '{}', taken for stop",
                    model,
                    UpstreamText.clean(reason));
        }
        return "stop";
    }
}
