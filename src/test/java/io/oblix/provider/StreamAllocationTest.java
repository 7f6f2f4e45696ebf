package io.oblix.provider;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.AnswerOptions;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.dialect.chat.ChunkWriter;
import io.oblix.fixture.AllocationBudget;
import io.oblix.fixture.Questions;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.settings.CallLimit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory allocated for a token, from the provider's bytes to the client's chunk, and for a request. */
class StreamAllocationTest {

    private static final int EVENTS = 100;

    private static final Endpoint ENDPOINT = new Endpoint("any", Side.CLOUD, "http://localhost:1", null, false, "none");

    private static Provider provider(String name) {
        return switch (name) {
            case "claude" -> new ClaudeProvider(ENDPOINT);
            case "openai" -> new OpenAiProvider(ENDPOINT);
            default ->
                new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), "30m", 32_768, CallLimit.NONE));
        };
    }

    private static ChatRequest request() {
        String question = "How does the part that schedules deliveries recover from a lost lock? ".repeat(70);
        String body = "{\"model\":\"auto\",\"stream\":true,\"max_tokens\":500,\"messages\":[{\"role\":\"user\","
                + "\"content\":\"" + question + "\"}]}";
        return ChatRequestReader.read("req_1", utf8(body), null, new Cancellation());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        openai | data: {"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4.1-mini","choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null}],"usage":null}
        claude | data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" word"}}
        ollama | {"model":"llama3.2","created_at":"2026-11-22T10:00:00.123456789Z","message":{"role":"assistant","content":" word"},"done":false}
        """)
    void aTokenStaysWithinItsBudget(String name, String event) throws Exception {
        Provider provider = provider(name);
        ModelName model = new ModelName(name, "some-model");
        ChatRequest request = request();
        byte[] bytes = utf8(name.equals("ollama") ? event + "\n" : event + "\n\n");
        byte[] start = utf8(
                name.equals("claude")
                        ? "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\","
                                + "\"usage\":{\"input_tokens\":1}}}\n\n"
                                + "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                                + "{\"type\":\"text\",\"text\":\"\"}}\n\n"
                        : "\n");

        AllocationBudget.check("stream-event." + name, EVENTS, () -> {
            AnswerReader reader = provider.reader(request, model, "text/event-stream");
            ChunkWriter chunks =
                    new ChunkWriter("chatcmpl-1", 0, model.toString(), new AnswerOptions(true, false, false));
            reader.read(start, piece -> {});
            for (int i = 0; i < EVENTS; i++) {
                reader.read(bytes, chunks::of);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"openai", "claude", "ollama"})
    void aRequestOfFiveKilobytesStaysWithinItsBudget(String name) throws Exception {
        Provider provider = provider(name);
        ModelName model = new ModelName(name, "some-model");
        Question question = Questions.named(request());

        AllocationBudget.check(
                "request." + name,
                1,
                () -> provider.translate(question, provider.places(model).get(0)));
    }

    @Test
    void readingARequestOfFiveKilobytesStaysWithinItsBudget() throws Exception {
        AllocationBudget.check("request.read", 1, StreamAllocationTest::request);
    }
}
