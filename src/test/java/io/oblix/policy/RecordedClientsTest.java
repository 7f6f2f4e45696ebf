package io.oblix.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.dialect.messages.MessagesRequests;
import io.oblix.dialect.responses.ResponsesRequests;
import io.oblix.facts.Facts;
import io.oblix.facts.RequestFacts;
import io.oblix.facts.RequestFactsReader;
import io.oblix.facts.complexity.Complexity;
import io.oblix.json.Json;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.file.Policies;
import io.oblix.policy.file.PolicyFolder;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.policy.file.Situations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What auto decides for requests that released versions of real clients sent, read as the server reads them. Long texts of
 * the recordings are cut, and filled up here to the length that they had.
 */
class RecordedClientsTest {

    private static final Pattern CUT = Pattern.compile("\\.\\.\\.\\[cut (\\d+) characters]");
    private static final String FILLER = "the agent reads each file of the project before it answers, ";

    private static final DefaultCamelContext CONTEXT = PolicyTrial.newContext();
    private static final RequestFactsReader READER =
            new RequestFactsReader(Complexity.load(), model -> false, model -> true);
    private static Decider decider;

    @BeforeAll
    static void loadTheShippedPolicies() throws Exception {
        CONTEXT.start();
        Policies policies = new Policies(CONTEXT, Situations.THRESHOLDS, Map.of());
        new PolicyFolder(Path.of("no-such-folder"), policies).load();
        decider = new Decider(policies, new Conversations(), Funds.ENDLESS, facts -> {});
    }

    @AfterAll
    static void stop() {
        CONTEXT.stop();
    }

    private static ChatRequest recorded(String name) {
        JsonNode recording = Json.resource(RecordedClientsTest.class, "clients/" + name + ".json");
        JsonNode body = filledUp(recording.path("body"));
        ((ObjectNode) body).put("model", "auto");
        byte[] bytes = Json.bytes(body);
        String path = recording.path("path").asText();
        if (path.startsWith("/v1/messages")) {
            return MessagesRequests.read(bytes);
        } else if (path.startsWith("/v1/responses")) {
            return ResponsesRequests.read(ResponsesRequests.dialect(), new String(bytes, StandardCharsets.UTF_8));
        }
        return ChatRequestReader.read("req", bytes, null, new Cancellation());
    }

    private static JsonNode filledUp(JsonNode json) {
        if (json.isTextual()) {
            Matcher cut = CUT.matcher(json.textValue());
            return TextNode.valueOf(cut.replaceAll(found -> filler(Integer.parseInt(found.group(1)))));
        } else if (json.isArray()) {
            ArrayNode filled = Json.MAPPER.createArrayNode();
            json.forEach(part -> filled.add(filledUp(part)));
            return filled;
        } else if (json instanceof ObjectNode object) {
            ObjectNode filled = Json.object();
            object.properties().forEach(field -> filled.set(field.getKey(), filledUp(field.getValue())));
            return filled;
        }
        return json;
    }

    private static String filler(int length) {
        return FILLER.repeat(length / FILLER.length() + 1).substring(0, length);
    }

    private static RequestFacts facts(String name) {
        return READER.read(recorded(name));
    }

    private static String decide(RequestFacts request, double billions, int contextTokens) {
        Facts around = Situations.given(
                "OblixLocal.parameterBillions", Double.toString(billions),
                "OblixLocal.contextTokens", Integer.toString(contextTokens));
        Outcome outcome = decider.look(
                Requests.request("req", Requests.user("Hello")),
                new Facts(request, around.machine(), around.network(), around.local(), around.cloud()));
        Decision decision = outcome.decision();
        return Verdict.word(decision == null ? null : decision.target()) + ": " + outcome.reason();
    }

    /** A model of one billion parameters on a laptop, whose window has room for all, and one of 30 on a graphics card. */
    @ParameterizedTest
    @CsvSource({
        "qwen-code-1, chat, 14, 15000",
        "opencode-3, chat, 10, 6000",
        "cline-1, chat, 25, 4000",
        "continue-cli-1, chat, 11, 1400",
        "open-webui-9, chat, 36, 4500",
        "claude-code-1, messages, 11, 9500",
        "codex-1, responses, 12, 7400"
    })
    void anAgentsWorkGoesToTheCloudFromASmallModelAndStaysWithALargeOne(
            String recording, String dialect, int tools, int tokens) {
        RequestFacts request = facts(recording);

        assertThat(request.dialect()).isEqualTo(dialect);
        assertThat(request.toolCount()).isEqualTo(tools);
        assertThat(request.promptTokens()).isCloseTo(tokens, withinPercentage(10));
        assertThat(decide(request, 1.2, 131_072)).isEqualTo("cloud: agent-work");
        assertThat(decide(request, -1, 131_072)).isEqualTo("cloud: agent-work");
        assertThat(decide(request, 30.5, 131_072)).isEqualTo("local: local-is-enough");
    }

    /** Four tools and a thousand tokens of instructions are within reach; Aider brings no tools, and asks for an edit. */
    @ParameterizedTest
    @CsvSource({
        "pi-1, local: local-is-enough, local: local-is-enough",
        "smolagents-1, local: local-is-enough, local: local-is-enough",
        "aider-1, cloud: complex-question, local: local-is-enough"
    })
    void aSmallAgentIsDecidedByItsQuestion(String recording, String laptop, String box) {
        RequestFacts request = facts(recording);

        assertThat(decide(request, 1.2, 8_192)).isEqualTo(laptop);
        assertThat(decide(request, 30.5, 65_536)).isEqualTo(box);
    }

    @ParameterizedTest
    @CsvSource({"opencode-1, title", "open-webui-12, tags"})
    void whatAProgramAsksOnItsOwnStaysLocal(String recording, String task) {
        RequestFacts request = facts(recording);

        assertThat(request.sideTask()).isEqualTo(task);
        assertThat(decide(request, 1.2, 8_192)).isEqualTo("local: side-task");
        assertThat(decide(request, 30.5, 65_536)).isEqualTo("local: side-task");
    }
}
