package io.oblix.dialect.responses;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.fixture.AllocationBudget;
import org.junit.jupiter.api.Test;

/** Memory allocated for a token of a response. */
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
}
