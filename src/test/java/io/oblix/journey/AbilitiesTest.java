package io.oblix.journey;

import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that says what it cannot do: the fallback answers, and policies know it from then on. */
class AbilitiesTest {

    private static final String TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\","
                    + "\"properties\":{}}}}]";
    private static final String NO_TOOLS = "registry.ollama.ai/library/llama3.2:1b does not support tools";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(Map.of(
                "oblix.breaker.window", "4",
                "oblix.breaker.failure-rate", "50",
                "oblix.retry.max-attempts", "1"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Fault refusal(int status, String said) {
        return new Fault.Status(
                status, "application/json", Json.object().put("error", said).toString(), Map.of());
    }

    private static Fault openAiRefusal(int status, String said) {
        var body = Json.object();
        body.putObject("error").put("message", said).put("type", "invalid_request_error");
        return new Fault.Status(status, "application/json", body.toString(), Map.of());
    }

    private HttpResponse<String> ask(String model, String more) {
        return server.chat(
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}");
    }

    @Test
    void theFallbackAnswersAndLaterRequestsGoThereAtOnce() {
        server.ollama.failAlways(refusal(400, NO_TOOLS));

        HttpResponse<String> first = ask("auto:local-first", TOOLS);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(header(first, "x-oblix-fallback")).isEqualTo("true");
        assertThat(server.ollama.chatCount()).isEqualTo(1);

        for (String policy : new String[] {"auto:local-first", "auto"}) {
            HttpResponse<String> later = ask(policy, TOOLS);
            assertThat(header(later, "x-oblix-target")).isEqualTo("cloud");
            assertThat(header(later, "x-oblix-reason")).isEqualTo("local-cannot-call-tools");
            assertThat(header(later, "x-oblix-fallback")).isEqualTo("false");
        }
        assertThat(server.ollama.chatCount()).isEqualTo(1);

        server.ollama.heal();
        assertThat(header(ask("auto:local-first", ""), "x-oblix-target")).isEqualTo("local");
    }

    @Test
    void whatAClientSaysItselfTakesNoAbilityAway() {
        String user = ",\"user\":\"this does not support tools\"";
        server.ollama.failAlways(refusal(
                400, "1 validation error: body.user, input_value='this does not support tools', input_type=str"));
        assertThat(ask(LOCAL, user + TOOLS).statusCode()).isEqualTo(400);
        assertThat(ask("auto:local-first", user + TOOLS).statusCode()).isEqualTo(400);
        server.ollama.failAlways(refusal(400, NO_TOOLS));
        assertThat(ask(LOCAL, "").statusCode()).isEqualTo(400);

        server.ollama.heal();
        assertThat(header(ask("auto:local-first", TOOLS), "x-oblix-target")).isEqualTo("local");
        assertThat(server.openai.chatCount()).isZero();
    }

    @Test
    void refusalsOpenNoCircuit() {
        server.ollama.failAlways(refusal(400, NO_TOOLS));

        for (int i = 0; i < 6; i++) {
            HttpResponse<String> named = ask(LOCAL, TOOLS);
            assertThat(named.statusCode()).isEqualTo(400);
            assertThat(json(named).at("/error/message").asText()).contains(NO_TOOLS);
            assertThat(json(named).at("/error/type").asText()).isEqualTo("invalid_request_error");
        }
        assertThat(server.ollama.chatCount()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid image input",
                "\"llama3.2:1b\" does not support thinking",
                "json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string"
            })
    void whateverElseItCannotDoTheFallbackMay(String said) {
        server.ollama.failAlways(refusal(400, said));

        HttpResponse<String> answer = ask("auto:local-first", TOOLS);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "x-oblix-target")).isEqualTo("cloud");
    }

    @Test
    void theSameHoldsFromTheCloudToTheLocalModel() {
        server.openai.failAlways(openAiRefusal(404, "No endpoints found that support tool use"));

        HttpResponse<String> answer = ask("auto:cloud-first", TOOLS);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "x-oblix-target")).isEqualTo("local");
        HttpResponse<String> named = ask(OPENAI, TOOLS);
        assertThat(named.statusCode()).isEqualTo(400);
        assertThat(named.body()).contains("No endpoints found that support tool use");
    }

    @Test
    void whatNoneCanDoIsABadRequest() {
        server.ollama.failAlways(refusal(400, NO_TOOLS));
        server.openai.failAlways(openAiRefusal(400, "tools is not supported in this model."));

        assertThat(ask("auto:local-first", TOOLS).statusCode()).isEqualTo(400);
    }

    @Test
    void aServerErrorOfTheClientsMakingIsABadRequestAndCountsForNothing() {
        server.openai.failAlways(openAiRefusal(500, "Failed to parse messages: Missing 'role' in message"));

        for (int i = 0; i < 6; i++) {
            assertThat(ask(OPENAI, "").statusCode()).isEqualTo(400);
        }
        assertThat(server.openai.chatCount()).isEqualTo(6);
        server.openai.heal();
        assertThat(ask(OPENAI, "").statusCode()).isEqualTo(200);
    }
}
