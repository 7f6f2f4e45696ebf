package io.oblix.dialect.completions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.dialect.Caller;
import io.oblix.fixture.AllocationBudget;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.openai.OpenAiProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CompletionStreamTest {

    private static final int EVENTS = 100;

    private static ChatRequest request(String more) {
        return CompletionsReader.read(
                new Caller("id", false, null, ""),
                ("{\"model\":\"m\",\"prompt\":\"Go \"" + more + "}").getBytes(StandardCharsets.UTF_8),
                new Cancellation());
    }

    private static String written(String more, AnswerEvent... events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CompletionStream stream = new CompletionStream(request(more), "cmpl-x", 7, () -> "m", out::writeBytes);
        for (AnswerEvent event : events) {
            stream.write(event);
        }
        stream.end();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static ArrayNode logprobs() throws IOException {
        return (ArrayNode) Json.MAPPER.readTree("[{\"token\":\"on\",\"logprob\":-0.5,\"bytes\":null,\"top_logprobs\":"
                + "[{\"token\":\"on\",\"logprob\":-0.5},{\"token\":\"up\",\"logprob\":-1.5}]},"
                + "{\"token\":\"!\",\"logprob\":-0.25,\"bytes\":null,\"top_logprobs\":[]}]");
    }

    @Test
    void aStreamIsWrittenAsOpenAiDoes() {
        String head =
                "data: {\"id\":\"cmpl-x\",\"object\":\"text_completion\",\"created\":7,\"model\":\"m\",\"choices\":";
        String of = "\",\"index\":0,\"logprobs\":null,\"finish_reason\":";

        assertThat(written(
                        ",\"stream_options\":{\"include_usage\":true}",
                        new AnswerEvent.Reasoning("hm"),
                        new AnswerEvent.Text("on\n\"\ud83d"),
                        new AnswerEvent.Text("\u00fc"),
                        new AnswerEvent.Finish("tool_calls"),
                        new AnswerEvent.Counted(Usage.of(3, 2))))
                .isEqualTo(head + "[{\"text\":\"on\\n\\\"\\ud83d" + of + "null}],\"usage\":null}\n\n"
                        + head + "[{\"text\":\"\u00fc" + of + "null}],\"usage\":null}\n\n"
                        + head + "[{\"text\":\"" + of + "\"stop\"}],\"usage\":null}\n\n"
                        + head + "[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":0},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}\n\n"
                        + "data: [DONE]\n\n");
    }

    @Test
    void probabilitiesHaveTheOldForm() throws IOException {
        String old = "\"logprobs\":{\"tokens\":[\"on\",\"!\"],\"token_logprobs\":[-0.5,-0.25],\"top_logprobs\":%s,"
                + "\"text_offset\":[3,5]}";

        assertThat(written(",\"logprobs\":2", new AnswerEvent.Text("on!", logprobs())))
                .contains(String.format(old, "[{\"on\":-0.5,\"up\":-1.5},{}]"));
        assertThat(written(",\"logprobs\":0", new AnswerEvent.Text("on!", logprobs())))
                .contains(String.format(old, "null"));
    }

    @Test
    void eachFinishEndsAChoiceOfAWholeAnswer() throws IOException {
        CompletionAssembly assembly = new CompletionAssembly(request(",\"n\":2,\"echo\":true,\"logprobs\":1"));
        for (String text : new String[] {"on", "up"}) {
            assembly.add(new AnswerEvent.Text(text, logprobs()));
            assembly.add(new AnswerEvent.Finish(text.equals("on") ? "length" : "stop"));
        }
        assembly.add(new AnswerEvent.Counted(Usage.of(3, 2)));

        JsonNode answer = Objects.requireNonNull(Json.objectOrNull(assembly.toJson("cmpl-x", 7, "m")));
        for (int i = 0; i < 2; i++) {
            JsonNode choice = answer.path("choices").get(i);
            assertThat(choice.path("index").asInt()).isEqualTo(i);
            assertThat(choice.path("text").asText()).isEqualTo(i == 0 ? "Go on" : "Go up");
            assertThat(choice.path("finish_reason").asText()).isEqualTo(i == 0 ? "length" : "stop");
            assertThat(choice.path("logprobs").path("tokens")).hasSize(2);
            assertThat(choice.path("logprobs").path("text_offset").get(0).asInt())
                    .isEqualTo(3);
        }
        assertThat(answer.path("usage").path("total_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void aWrittenTokenStaysWithinItsBudget() throws Exception {
        ChatRequest request = request("");
        AnswerEvent word = new AnswerEvent.Text(" word");

        AllocationBudget.check("stream-event.completions", EVENTS, () -> {
            CompletionStream stream = new CompletionStream(request, "cmpl-x", 7, () -> "m", bytes -> {});
            for (int i = 0; i < EVENTS; i++) {
                stream.write(word);
            }
        });
    }

    @Test
    void aTokenThatIsPassedOnStaysWithinItsBudget() throws Exception {
        OpenAiProvider openai = new OpenAiProvider(
                new Endpoint("openai", Side.CLOUD, "https://api.openai.com/v1", null, false, "none"));
        ChatRequest request = request(",\"stream\":true");
        byte[] word =
                ("data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":7,\"choices\":[{\"text\":\" word\","
                                + "\"index\":0,\"logprobs\":null,\"finish_reason\":null}],\"model\":\"gpt-3.5-turbo-instruct\"}\n\n")
                        .getBytes(StandardCharsets.UTF_8);

        AllocationBudget.check("stream-event.completions-as-sent", EVENTS, () -> {
            AnswerReader reader =
                    openai.reader(request, new ModelName("openai", "gpt-3.5-turbo-instruct"), "text/event-stream");
            CompletionStream stream = new CompletionStream(request, "cmpl-x", 7, () -> "m", bytes -> {});
            for (int i = 0; i < EVENTS; i++) {
                reader.read(word, stream::write);
            }
        });
    }
}
