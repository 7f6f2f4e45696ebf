package io.oblix.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.ObjectMappers;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.fasterxml.jackson.databind.JsonNode;
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
import io.oblix.settings.AnswerSettings;
import io.oblix.settings.CallLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded answer of every provider as Anthropic's official client reads it, whole and streamed. */
class MessageAnswersTest {

    private static final Endpoint ENDPOINT = new Endpoint("any", Side.CLOUD, "http://localhost:1", null, false, "none");

    private static final MessagesDialect DIALECT = new MessagesDialect(new AnswerSettings(false, false));

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

    private static ChatRequest request(String thinking) {
        return MessagesRequests.read(("{\"model\":\"auto\",\"max_tokens\":9,\"stream\":true,\"thinking\":" + thinking
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static ReadAnswer read(String provider, byte[] bytes) {
        AnswerReader reader = PROVIDERS
                .get(FOLDERS.indexOf(provider))
                .reader(
                        request("null").withoutOriginal(),
                        new ModelName(provider, "m"),
                        provider.equals("ollama") ? "application/x-ndjson" : "text/event-stream");
        return ReadAnswer.of(reader, bytes);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void theOfficialClientReadsEveryAnswerWholeAndStreamed(String provider, Golden golden) throws IOException {
        ReadAnswer answer = read(provider, golden.bytes());
        if (answer.problem() != null) {
            return;
        }
        for (String thinking :
                List.of("null", "{\"type\":\"adaptive\"}", "{\"type\":\"adaptive\",\"display\":\"omitted\"}")) {
            byte[] json = DIALECT.whole(request(thinking), Answers.inWords(answer.events()));
            Message whole =
                    ObjectMappers.jsonMapper().readValue(json, Message.class).validate();
            Message streamed = accumulated(stream(request(thinking), answer)).validate();

            assertThat(texts(streamed)).isEqualTo(texts(whole));
            assertThat(streamed.stopReason()).isEqualTo(whole.stopReason());
            assertThat(streamed.usage().inputTokens()).isEqualTo(whole.usage().inputTokens());
            assertThat(streamed.model()).isEqualTo(whole.model());
            assertThat(whole.content())
                    .noneMatch(block -> block.isText() && block.asText().text().isEmpty());
            if (thinking.equals("null")) {
                assertThat(whole.content()).noneMatch(ContentBlock::isThinking);
            }
        }
    }

    private static List<String> stream(ChatRequest request, ReadAnswer answer) {
        StringBuilder out = new StringBuilder();
        Answers.write(
                DIALECT,
                request,
                Answers.inWords(answer.events()),
                piece -> out.append(new String(piece, StandardCharsets.UTF_8)));
        List<String> events = new ArrayList<>();
        for (String event : out.toString().split("\n\n")) {
            String[] lines = event.split("\n");
            assertThat(lines).hasSize(2);
            String data = lines[1].substring("data: ".length());
            JsonNode read = Json.valueOrNull(data);
            assertThat(read).isNotNull();
            assertThat(lines[0]).isEqualTo("event: " + read.path("type").asText());
            events.add(data);
        }
        return events;
    }

    private static Message accumulated(List<String> events) throws IOException {
        MessageAccumulator accumulator = MessageAccumulator.create();
        for (String event : events) {
            accumulator.accumulate(ObjectMappers.jsonMapper()
                    .readValue(event, RawMessageStreamEvent.class)
                    .validate());
        }
        return accumulator.message();
    }

    /** Without the ids of calls, which are new each time. */
    private static List<String> texts(Message message) {
        return message.content().stream()
                .map(block -> block.isToolUse()
                        ? block.asToolUse().name() + block.asToolUse()._input()
                        : block.toString())
                .toList();
    }
}
