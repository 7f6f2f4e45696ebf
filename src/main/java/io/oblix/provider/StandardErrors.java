package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.problem.UpstreamStatus;
import io.oblix.upstream.UpstreamHead;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an HTTP status means if the provider's own error does not say more. */
public final class StandardErrors {

    /**
     * Most providers have no code for a prompt that is too long, only a sentence: Anthropic's, OpenAI's older and newer
     * one, Ollama's and llama.cpp's, then those of other servers from LiteLLM (exception_mapping_utils.py).
     */
    private static final List<String> CONTEXT_SENTENCES = List.of(
            "prompt is too long",
            "exceed context limit",
            "maximum context length is",
            "exceeds the context window",
            "longer than the context length",
            "input length exceeds the context length",
            "exceeds the available context size",
            "longer than the model's context length",
            "model's maximum context limit",
            "string too long. expected a string with maximum length",
            "input tokens exceed the configured limit",
            "`inputs` tokens + `max_new_tokens` must be",
            "exceeds the maximum number of tokens allowed");

    private static final List<String> KEY_SENTENCES = List.of(
            "api key not valid", "invalid api key", "incorrect api key", "api key expired", "invalid x-api-key");

    private StandardErrors() {}

    public static Kind kind(int status) {
        return UpstreamStatus.kind(status);
    }

    /** A value that is too long for its own field does not count. */
    public static boolean saysContextExceeded(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        boolean ofOneField = text.contains("string_above_max_length")
                || (text.contains("invalid 'user'") && text.contains("string too long"));
        return !ofOneField
                && (CONTEXT_SENTENCES.stream().anyMatch(text::contains)
                        || (text.contains("current length is") && text.contains("while limit is")));
    }

    /** Gemini answers a wrong key with a 400, and gateways answer that of the provider behind them with any status. */
    public static boolean saysKeyRejected(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return KEY_SENTENCES.stream().anyMatch(text::contains);
    }

    /** The problem of an answer that is malformed or breaks off. */
    public static UpstreamProblem broken(ModelName model, String what) {
        return new UpstreamProblem(Kind.BROKEN_ANSWER, model.toString(), what);
    }

    /** The text for a rejected key is ours, because the provider's may quote the key. */
    public static UpstreamProblem problem(
            Kind kind, ModelName model, UpstreamHead head, String message, @Nullable String param) {
        String said = kind == Kind.KEY_REJECTED
                ? "HTTP " + head.status() + ": the provider refuses this server's key for " + model.provider()
                : message;
        return new UpstreamProblem(kind, model.toString(), said, param, head.retryAfter());
    }
}
