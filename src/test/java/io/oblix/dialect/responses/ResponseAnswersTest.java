package io.oblix.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.models.responses.Response;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.dialect.Answers;
import io.oblix.fixture.Golden;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Provider;
import io.oblix.provider.ReadAnswer;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.settings.CallLimit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded answer of every provider as OpenAI's official client reads it, whole and streamed. */
class ResponseAnswersTest {

    private static final Endpoint ENDPOINT = new Endpoint("any", Side.CLOUD, "http://localhost:1", null, false, "none");

    private static final List<Provider> PROVIDERS = List.of(
            new ClaudeProvider(ENDPOINT),
            new OpenAiProvider(ENDPOINT),
            new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), "30m", 32_768, CallLimit.NONE)));

    private static final List<String> FOLDERS = List.of("claude", "openai", "ollama");

    static Stream<Arguments> streams() {
        return FOLDERS.stream()
                .flatMap(name -> Golden.in(Provider.class, name + "/answers", ".sse", ".ndjson").stream()
                        .map(golden -> Arguments.of(name, golden)));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void theOfficialClientReadsEveryAnswerWholeAndStreamed(String provider, Golden golden) {
        ResponsesDialect dialect = ResponsesRequests.dialect();
        ChatRequest request = ResponsesRequests.read(dialect, "{\"input\":\"Hello\",\"stream\":true}");
        AnswerReader reader = PROVIDERS
                .get(FOLDERS.indexOf(provider))
                .reader(
                        request.withoutOriginal(),
                        new ModelName(provider, "m"),
                        provider.equals("ollama") ? "application/x-ndjson" : "text/event-stream");
        ReadAnswer answer = ReadAnswer.of(reader, golden.bytes());
        if (answer.problem() != null) {
            return;
        }
        JsonNode json =
                Objects.requireNonNull(Json.objectOrNull(dialect.whole(request, Answers.inWords(answer.events()))));
        Response whole = ResponseEvents.official(json, Response.class).validate();
        StringBuilder sent = new StringBuilder();
        dialect.stream(
                request,
                Answers.inWords(answer.events()),
                piece -> sent.append(new String(piece, StandardCharsets.UTF_8)));
        ResponseEvents events = ResponseEvents.of(sent.toString()).check();

        assertThat(events.accumulated().output()).hasSameSizeAs(whole.output());
        assertThat(withoutIds(events.response())).isEqualTo(withoutIds(json));
    }

    /** Ids are made each time. */
    private static String withoutIds(JsonNode json) {
        return json.toString().replaceAll("_[0-9a-f]{32}", "_");
    }
}
