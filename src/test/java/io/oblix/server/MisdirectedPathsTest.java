package io.oblix.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MisdirectedPathsTest {

    @ParameterizedTest
    @CsvSource({
        "/v1/v1, adds /v1 itself",
        "/v1/v1/chat/completions, adds /v1 itself",
        "/v1/v1/v1/messages, adds /v1 itself",
        "/v1/api/chat, without /v1",
        "/v1/api/tags, without /v1",
        "/v1/messages/v1/messages, address alone",
        "/messages/messages/count_tokens, address alone",
        "/v1/chat/completions/chat/completions, adds the path itself",
        "/chat/completions/models, adds the path itself",
        "/v1/responses/responses, adds the path itself",
        "/api/chat/completions, followed by /v1",
        "/api/v1/chat/completions, followed by /v1",
        "/openai/v1/chat/completions, followed by /v1",
        "/api/models, followed by /v1",
        "/v1/engines/davinci/completions, engines",
        "/engines/davinci/completions, engines",
        "/openai/deployments/gpt-4o/chat/completions, Azure",
        "/deployments/gpt-4o/chat/completions, Azure",
        "/openai/models, followed by /v1",
        "/v1beta/models/gemini-2.5-pro:generateContent, Gemini",
        "/v1beta/models, Gemini",
        "/v1alpha/models/x:streamGenerateContent, Gemini",
        "/v1/models/gemini-2.5-pro:generateContent, Gemini",
        "/models/gemini-2.5-pro:streamGenerateContent, Gemini",
        "/model/anthropic.claude/converse-stream, Bedrock",
        "/v1/projects/p/locations/l/publishers/google/models/g:predict, Vertex",
        "/backend-api/codex/responses, connect codex",
        "/v1/fim/completions, POST /v1/completions",
        "/v1/complete, POST /v1/messages",
        "/v1/audio/speech, text and embeddings only",
        "/images/generations, text and embeddings only",
        "/v1/moderations, text and embeddings only"
    })
    void aKnownMistakeHasARemedy(String path, String words) {
        assertThat(MisdirectedPaths.remedy(path)).contains(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/v1", "/v1/nothing", "/v12/chat", "/favicon.ico", "/v1/chat", "/models/a:b", "/api/none"})
    void anyOtherHasNone(String path) {
        assertThat(MisdirectedPaths.remedy(path)).isNull();
    }

    /** A long path costs no more than its length. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/messages", "/chat/completions/", "/api/v1/models", "/v1/models/a:generate"})
    void aLongPathIsReadInNoTime(String part) {
        assertThat(String.valueOf(MisdirectedPaths.remedy(part.repeat(2_000) + "?")))
                .isNotEmpty();
    }
}
