package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import org.jspecify.annotations.Nullable;

/**
 * What is to be completed, for a provider that completes texts. To any other, the body of the request is the same as a
 * question in a chat, as far as {@link #chatProblem} allows.
 *
 * @param prompts each a text, or an array of a tokenizer's numbers; empty where the client sent none
 * @param suffix what follows the gap that is to be filled; null where the prompt is to be continued
 * @param echo whether the answer begins with the prompt
 * @param raw whether a local model gets the prompt without its template
 * @param n how many answers to each prompt, at least 1
 * @param bestOf of how many the best are given; at least n
 * @param logprobs how many alternatives to each token, 0 to 5; -1 for no log-probabilities
 * @param maxTokens of each answer, 0 or more; -1 without a limit
 * @param usageWanted whether a stream ends with the counts of tokens
 */
public record CompletionRequest(
        ArrayNode prompts,
        @Nullable String suffix,
        boolean echo,
        boolean raw,
        int n,
        int bestOf,
        int logprobs,
        int maxTokens,
        boolean usageWanted)
        implements Rendering.Memo {

    /** Null for any other request. */
    public static @Nullable CompletionRequest of(ChatRequest request) {
        return request.rendering().memo() instanceof CompletionRequest completion ? completion : null;
    }

    /** How many answers there are: those to the first prompt come first. */
    public int choices() {
        return Math.max(1, prompts.size()) * n;
    }

    /** The text that an answer continues; empty for a tokenizer's numbers. */
    public String prompt(int choice) {
        return prompts.path(choice / n).asText("");
    }

    /** The same for one answer. */
    public CompletionRequest one(int choice) {
        ArrayNode prompt = Json.MAPPER.createArrayNode().add(prompts.path(choice / n));
        return new CompletionRequest(prompt, suffix, echo, raw, 1, 1, logprobs, maxTokens, usageWanted);
    }

    /** The same with at most so many tokens in each answer. */
    CompletionRequest limitedTo(int tokens) {
        return new CompletionRequest(prompts, suffix, echo, raw, n, bestOf, logprobs, tokens, usageWanted);
    }

    /** The prompts as a chat. */
    public ArrayNode messages() {
        ArrayNode messages = Json.MAPPER.createArrayNode();
        for (JsonNode prompt : prompts) {
            messages.addObject().put("role", "user").put("content", prompt.asText(""));
        }
        if (messages.isEmpty()) {
            messages.addObject().put("role", "user").put("content", "");
        }
        return messages;
    }

    /** Why a model that only chats cannot be asked this; null if it can. */
    public @Nullable RequestProblem chatProblem() {
        if (suffix != null) {
            return RequestProblem.unsupported(
                    "suffix",
                    "A model that only chats fills no gap: 'suffix' needs one that does, such as"
                            + " ollama:qwen2.5-coder:1.5b-base or openai:gpt-3.5-turbo-instruct.");
        } else if (echo) {
            return onlyCompleting("echo", "'echo'");
        } else if (logprobs >= 0) {
            return onlyCompleting("logprobs", "'logprobs'");
        } else if (n > 1) {
            return onlyCompleting("n", "'n' above 1");
        } else if (prompts.size() > 1) {
            return onlyCompleting("prompt", "More than one prompt");
        }
        return textProblem();
    }

    /** Why only a server that takes OpenAI's completions can be asked this; null if another one can. */
    public @Nullable RequestProblem textProblem() {
        if (bestOf > n) {
            return onlyCompleting("best_of", "'best_of' above 'n'");
        } else if (maxTokens == 0) {
            return onlyCompleting("max_tokens", "'max_tokens' of 0");
        } else if (echo && logprobs >= 0) {
            return onlyCompleting("echo", "'echo' together with 'logprobs'");
        }
        for (JsonNode prompt : prompts) {
            if (prompt.isArray()) {
                return onlyCompleting("prompt", "A prompt of token numbers");
            }
        }
        boolean isEmpty = suffix == null && prompt(0).isEmpty();
        return isEmpty ? onlyCompleting("prompt", "An empty prompt") : null;
    }

    private static RequestProblem onlyCompleting(String param, String what) {
        return RequestProblem.unsupported(
                param,
                what + " needs a model that completes texts itself, such as openai:gpt-3.5-turbo-instruct or one of a"
                        + " server with OpenAI's completions.");
    }

    /** The body of a chat with these messages instead. */
    static ObjectNode body(ObjectNode body, ArrayNode messages) {
        ObjectNode other = Json.object();
        other.setAll(body);
        other.set("messages", messages);
        return other;
    }
}
