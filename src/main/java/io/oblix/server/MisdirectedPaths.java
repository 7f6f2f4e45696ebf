package io.oblix.server;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Paths that clients ask when they are pointed here in a wrong way, or speak an API that is not served; with the remedy. */
final class MisdirectedPaths {

    private static final String BASE = "the base URL is this server's address followed by /v1, and nothing more.";

    private record Mistake(Pattern path, String remedy) {}

    /** The first that fits counts. */
    private static final List<Mistake> MISTAKES = List.of(
            mistake(
                    "/v1/(v1/)*v1(/.*)?",
                    "The client adds /v1 itself: set its base URL to this server's address without it."),
            mistake("/v1/api(/.*)?", "Ollama's API is at this server's address without /v1."),
            mistake(
                    "/(v1/)?messages/(v1/)?messages(/.*)?",
                    "Clients of Anthropic's API add /v1/messages themselves: their base URL is this server's address alone."),
            mistake(
                    "/(v1/)?(chat/completions|completions|responses|embeddings)/.*(chat/completions|completions|responses"
                            + "|embeddings|models)",
                    "The client adds the path itself: " + BASE),
            mistake(
                    "/(api|openai|oai|llm|proxy)/(v1/)?(chat/completions|completions|responses|messages|models)(/.*)?",
                    "For clients of OpenAI's API " + BASE),
            mistake("/(v1/)?engines(/.*)?", "OpenAI's API has no engines any more: " + BASE),
            mistake(
                    "/(openai/)?deployments/.*|/openai(/.*)?",
                    "This is Azure's form of OpenAI's API, which is not served: choose the client's provider for OpenAI, or"
                            + " for servers compatible with it; " + BASE),
            mistake(
                    "/v1(alpha|beta)[^/]*/.*|/(v1/)?models/[^/]*:[a-zA-Z]*(generate|Generate|embed|count)[A-Za-z]*",
                    "This is Google's Gemini API, which is not served: choose the client's provider for servers compatible"
                            + " with OpenAI; " + BASE),
            mistake(
                    "/model/.*/(invoke|converse).*|/v1/projects/.*",
                    "The APIs of Bedrock and Vertex AI are not served: choose the client's provider for Anthropic or OpenAI"
                            + " with this server's address."),
            mistake(
                    "/backend-api(/.*)?",
                    "Codex with a ChatGPT account asks OpenAI only: name a model_provider in its config.toml;"
                            + " 'oblix-camel connect codex' prints the lines."),
            mistake(
                    "/(v1/)?fim/completions",
                    "This is Mistral's form of completions, which is not served: POST /v1/completions takes prompt and"
                            + " suffix, of a model that can insert."),
            mistake("/(v1/)?complete", "This API is retired: Anthropic's present one is POST /v1/messages."),
            mistake(
                    "/(v1/)?(audio|images|videos|moderations|files|uploads|batches|fine_tuning|assistants|threads|runs"
                            + "|vector_stores|realtime|rerank|containers|evals|skills)(/.*)?",
                    "This server answers with text and embeddings only; have the client ask OpenAI or another server for"
                            + " this."));

    private MisdirectedPaths() {}

    private static Mistake mistake(String path, String remedy) {
        return new Mistake(Pattern.compile(path), remedy);
    }

    /** Null where nothing is known. */
    static @Nullable String remedy(String path) {
        for (Mistake mistake : MISTAKES) {
            if (mistake.path().matcher(path).matches()) {
                return mistake.remedy();
            }
        }
        return null;
    }
}
