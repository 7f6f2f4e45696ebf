package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.ObjectMappers;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of each provider in front of a client of Anthropic's API: it gets the whole answer, or an error that it raises. */
class MessagesFaultsTest {

    private static final String ANSWER = "The quick brown fox jumps over the lazy dog and then sleeps.";

    @RegisterExtension
    static final TestServer server = new TestServer(Map.of("oblix.cloud-model", TestServer.CLAUDE));

    static List<Arguments> faults() {
        List<Arguments> all = new ArrayList<>();
        List<Fault> faults = List.of(
                Fault.Status.of(500),
                Fault.Status.of(429),
                new Fault.Refusal(Fault.Reason.OVERLOADED),
                new Fault.Hangup(),
                new Fault.Reset(),
                new Fault.NoEnd(),
                new Fault.Cut(0),
                new Fault.Cut(3),
                new Fault.Malformed(3),
                new Fault.ErrorEvent(3));
        for (Fault fault : faults) {
            for (String policy : List.of("auto:local-first", "auto:cloud-first")) {
                all.add(Arguments.of(fault, policy, true));
                all.add(Arguments.of(fault, policy, false));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOfTheFirstTargetIsHiddenOrMended(Fault fault, String policy, boolean streamed) throws IOException {
        server.providers().forEach(provider -> provider.answering(request -> SimulatedAnswer.of(ANSWER, 10)));
        server.provider(policy.contains("local") ? TestServer.LOCAL : TestServer.CLAUDE)
                .failNext(fault);

        HttpResponse<String> answer = ask(policy, streamed);

        assertThat(answer.statusCode()).isEqualTo(200);
        Message message = streamed
                ? accumulated(answer.body())
                : ObjectMappers.jsonMapper()
                        .readValue(answer.body(), Message.class)
                        .validate();
        StringBuilder text = new StringBuilder();
        message.content().forEach(block -> text.append(block.asText().text()));
        assertThat(text.toString()).isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOfAllTargetsIsAnErrorInAnthropicsShape(Fault fault, String policy, boolean streamed) {
        server.providers().forEach(provider -> provider.failAlways(fault));

        HttpResponse<String> answer = ask(policy, streamed);

        if (fault instanceof Fault.NoEnd && !streamed) {
            // Of a whole answer, as Claude is asked for one here, nothing is missing.
            assertThat(answer.statusCode()).isEqualTo(200);
        } else if (answer.statusCode() == 200) {
            List<JsonNode> events = events(answer.body());
            assertThat(events.get(events.size() - 1).path("type").asText()).isEqualTo("error");
            assertThat(answer.body()).contains("event: error\n").doesNotContain("message_stop", "message_delta");
        } else {
            JsonNode error = TestServer.json(answer);
            assertThat(answer.statusCode()).isGreaterThanOrEqualTo(429);
            assertThat(error.path("type").asText()).isEqualTo("error");
            assertThat(error.at("/error/type").asText()).endsWith("_error");
            assertThat(TestServer.header(answer, "request-id")).startsWith("req_");
        }
    }

    private static HttpResponse<String> ask(String policy, boolean streamed) {
        return server.post(
                "/v1/messages",
                "{\"model\":\"" + policy + "\",\"max_tokens\":50,\"stream\":" + streamed
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    private static List<JsonNode> events(String body) {
        List<JsonNode> events = new ArrayList<>();
        body.lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> events.add(Objects.requireNonNull(Json.valueOrNull(line.substring(6)))));
        return events;
    }

    private static Message accumulated(String body) throws IOException {
        MessageAccumulator accumulator = MessageAccumulator.create();
        for (JsonNode event : events(body)) {
            if (event.path("type").asText().equals("ping")) {
                // The client passes them over.
                continue;
            }
            accumulator.accumulate(ObjectMappers.jsonMapper()
                    .readValue(event.toString(), RawMessageStreamEvent.class)
                    .validate());
        }
        return accumulator.message().validate();
    }
}
