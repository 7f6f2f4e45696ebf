package io.oblix.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the object of a response repeats of its request. */
class ResponseObjectTest {

    private static ObjectNode json(String text) {
        return (ObjectNode) Objects.requireNonNull(Json.valueOrNull(text));
    }

    private static ResponseObject of(String request) {
        return new ResponseObject("resp_1", ResponsesRequests.NOW, json(request), true);
    }

    private static ObjectNode read(byte[] response) {
        return Objects.requireNonNull(Json.objectOrNull(response));
    }

    private static ObjectNode ended(ResponseObject response) {
        return read(response.completed(new ResponseObject.Answered("m", new byte[0], null, Usage.NONE), 7));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        {"model":"m","input":"a","store":true,"stream":true}  | {"temperature":1.0,"tool_choice":"auto","instructions":null}
        {"temperature":0.20,"top_p":null}                     | {"temperature":0.20,"top_p":1.0}
        {"instructions":"Say \\"it\\" 😀"}                    | {"instructions":"Say \\"it\\" 😀","store":true}
        {"text":{"verbosity":"low"}}                          | {"text":{"format":{"type":"text"},"verbosity":"low"}}
        {"reasoning":{"effort":"high"},"user":"u"}            | {"reasoning":{"effort":"high","summary":null},"user":"u"}
        {"tools":[{"type":"function","name":"f"}],"input":"a"} | {"temperature":1.0,"user":null}
        """)
    void itRepeatsWhatTheRequestSaysAndTheDefaultsOfTheRest(String request, String repeated) {
        ObjectNode response = ended(of(request));

        json(repeated)
                .properties()
                .forEach(field -> assertThat(response.get(field.getKey()))
                        .as(field.getKey())
                        .isEqualTo(field.getValue()));
    }

    @Test
    void whatSaysNothingIsRepeatedAsIfItWereSaid() {
        JsonNode said = ended(of("{\"temperature\":null,\"text\":{},\"tools\":[]}"));

        assertThat(said.toString()).isEqualTo(ended(of("{}")).toString());
    }

    @Test
    void longInstructionsAreNotRepeatedAndManyToolsOnlyAtTheEnd() {
        String words = "x".repeat(5_000);
        ResponseObject response = of("{\"instructions\":\"" + words
                + "\",\"tools\":[{\"type\":\"custom\",\"name\":\"c\"," + "\"description\":\"" + words + "\"}]}");

        assertThat(read(response.begun("m")).path("tools")).isEmpty();
        assertThat(ended(response).path("tools")).hasSize(1);
        assertThat(ended(response).path("instructions").isNull()).isTrue();
    }

    @Test
    void whatAProviderHasBegunKeepsItsName() {
        ResponseObject theirs = of("{}").knownAs(json("{\"id\":\"resp_\\\"theirs\\\"\",\"created_at\":5}"));

        assertThat(ended(theirs).path("id").asText()).isEqualTo("resp_\"theirs\"");
        assertThat(ended(theirs).path("created_at").asLong()).isEqualTo(5);
        assertThat(ended(of("{}").knownAs(json("{}"))).path("id").asText()).isEqualTo("resp_1");
    }
}
