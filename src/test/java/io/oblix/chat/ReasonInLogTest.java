package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.dialect.chat.ChatRequestReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonInLogTest {

    private static ChatRequest request(String content, String more) {
        String body = "{\"model\":\"ollama:llama3.2\",\"messages\":[{\"role\":\"user\",\"content\":\"" + content
                + "\"}]" + more + "}";
        return ChatRequestReader.read("id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ollama:llama3.2: HTTP 400: think value "medium" is not supported for this model
        openai:gpt-4o: HTTP 400: Unsupported parameter: 'max_tokens' is not supported with this model.
        ollama:llama3.2: HTTP 500: invalid JSON schema in format
        json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string
        """)
    void aReasonThatQuotesNothingIsComplete(String sentence) {
        assertThat(ReasonInLog.of(sentence, request("Tell me of my bank", ""))).isEqualTo(sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        HTTP 400: your message 'My PIN is 4711' is not allowed | HTTP 400: your message '… … is …' is not allowed
        raw='{"a":"PIN=4711"}'                                 | raw='{"a":"…=…"}'
        invalid value: my pin is 47                            | invalid value: … … is …
        unknown function pay_rent with {"iban":"DE02"}         | unknown function … with {"…":"…"}
        """)
    void whatTheRequestHasTooIsLeftOut(String sentence, String reason) {
        ChatRequest request = request(
                "My PIN is 4711, my IBAN DE02",
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"pay_rent\"}}]");

        assertThat(ReasonInLog.of(sentence, request)).isEqualTo(reason);
    }

    @Test
    void aLongRequestIsNotSearched() {
        assertThat(ReasonInLog.of("invalid", request("x".repeat(300_000), ""))).isEmpty();
    }
}
