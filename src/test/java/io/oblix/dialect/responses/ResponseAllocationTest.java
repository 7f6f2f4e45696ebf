package io.oblix.dialect.responses;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.fixture.AllocationBudget;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.openai.OpenAiProvider;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Memory allocated for a token of a response, written from words of ours and passed on as it is. */
class ResponseAllocationTest {

    private static final int EVENTS = 100;

    @Test
    void aTokenStaysWithinItsBudget() throws Exception {
        ChatRequest request = ResponsesRequests.read(ResponsesRequests.dialect(), "{\"input\":\"Hello\"}");
        AnswerEvent word = new AnswerEvent.Text(" word");

        AllocationBudget.check("stream-event.responses", EVENTS, () -> {
            EventSink sink = new EventSink(bytes -> {}, prefix -> prefix);
            ResponseStream stream =
                    new ResponseStream(ResponsesMemo.of(request), () -> "m", sink, () -> ResponsesRequests.NOW, false);
            for (int i = 0; i < EVENTS; i++) {
                stream.write(word);
            }
        });
    }

    @Test
    void aTokenThatIsPassedOnStaysWithinItsBudget() throws Exception {
        OpenAiProvider openai = new OpenAiProvider(
                new Endpoint("openai", Side.CLOUD, "https://api.openai.com/v1", null, false, "none"));
        ChatRequest request =
                ResponsesRequests.read(ResponsesRequests.dialect(), "{\"input\":\"Hello\",\"stream\":true}");
        byte[] word = ("event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
                        + "\"sequence_number\":5,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,"
                        + "\"logprobs\":[],\"delta\":\" word\",\"obfuscation\":\"aB3xY\"}\n\n")
                .getBytes(StandardCharsets.UTF_8);

        AllocationBudget.check("stream-event.responses-as-sent", EVENTS, () -> {
            AnswerReader reader = openai.reader(request, new ModelName("openai", "gpt-5.5"), "text/event-stream");
            EventSink sink = new EventSink(bytes -> {}, prefix -> prefix);
            ResponseStream stream =
                    new ResponseStream(ResponsesMemo.of(request), () -> "m", sink, () -> ResponsesRequests.NOW, false);
            for (int i = 0; i < EVENTS; i++) {
                reader.read(word, stream::write);
            }
        });
    }
}
