package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.json.Json;
import io.oblix.problem.ContextLimit;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a prompt and its answer may be together, by model, in tokens: as the server said when a prompt was too long, as
 * the operator sets it, or as the list of models tells it. 0 where it is not known.
 */
final class OpenAiWindows {

    private static final int MAX_MODELS = 1_000;

    /** No model has a longer one; anything else is no window. */
    private static final int MOST = 100_000_000;

    /**
     * Where servers put it, the window in use before the one that was trained: LM Studio, llama.cpp, vLLM and SGLang,
     * OpenRouter and Together and Fireworks, Groq and Vercel, Mistral, Novita, TabbyAPI, Anthropic.
     */
    private static final List<String> FIELDS = List.of(
            "/loaded_context_length",
            "/meta/n_ctx",
            "/max_model_len",
            "/context_length",
            "/context_window",
            "/max_context_length",
            "/context_size",
            "/contextLength",
            "/contextWindow",
            "/parameters/max_seq_len",
            "/metadata/context_length",
            "/model_info/max_input_tokens",
            "/limits/max_context_window_tokens",
            "/capabilities/limits/max_context_window_tokens",
            "/max_input_tokens",
            "/inputTokenLimit",
            "/top_provider/context_length",
            "/meta/n_ctx_train");

    private final int set;
    private volatile Map<String, Integer> listed = Map.of();

    private final Cache<String, Integer> learned = Caffeine.newBuilder()
            .maximumSize(MAX_MODELS)
            .expireAfterWrite(Duration.ofDays(1))
            .executor(Runnable::run)
            .build();

    /** @param set by the operator for all models of the provider; 0 for none */
    OpenAiWindows(int set) {
        this.set = set;
    }

    int of(String model) {
        Integer said = learned.getIfPresent(model);
        return said != null ? said : set > 0 ? set : listed.getOrDefault(model, 0);
    }

    /** Reads a list of models, in place of the one before. */
    void listed(ObjectNode list) {
        Map<String, Integer> windows = new HashMap<>();
        for (JsonNode row : list.path("data")) {
            String id = Json.text(row, "id");
            int window = window(row);
            if (id != null && window > 0) {
                windows.put(id, window);
            }
        }
        listed = Map.copyOf(windows);
    }

    private static int window(JsonNode row) {
        for (String field : FIELDS) {
            JsonNode value = row.at(field);
            int tokens = value.isNumber() || value.isTextual() ? value.asInt(0) : 0;
            if (tokens > 0 && tokens <= MOST) {
                return tokens;
            }
        }
        return 0;
    }

    /** A prompt that was too long tells the window. */
    void learn(UpstreamProblem problem) {
        int tokens = problem.kind() == FailureKind.CONTEXT_EXCEEDED ? ContextLimit.tokens(problem.detail()) : 0;
        String target = problem.target();
        if (tokens > 0) {
            learned.put(target.substring(target.indexOf(':') + 1), tokens);
        }
    }
}
