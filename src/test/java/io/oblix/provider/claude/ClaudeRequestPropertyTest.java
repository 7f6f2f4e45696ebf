package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.core.ObjectMappers;
import com.anthropic.errors.AnthropicInvalidDataException;
import com.anthropic.models.messages.MessageCreateParams;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.claude.ClaudeSettings.Caching;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A valid request of OpenAI's API becomes one that the types of Anthropic's client accept and that keeps the rules which
 * types cannot express. The requests are random but the same in each run.
 */
class ClaudeRequestPropertyTest {

    private static final int REQUESTS = 2_000;

    /** Anthropic's types take milliseconds for each. */
    private static final int VALIDATED = 500;

    private static final ClaudeSettings SETTINGS = new ClaudeSettings(false, false, Caching.AUTO);

    private static final List<String> MODELS = List.of(
            "claude-fable-5",
            "claude-opus-5-5",
            "claude-sonnet-5-5",
            "claude-haiku-5-5",
            "claude-opus-4-8",
            "claude-opus-4-7",
            "claude-sonnet-4-6",
            "claude-opus-4-5",
            "claude-sonnet-4-5",
            "claude-tomorrow-9");

    private final ClaudeModels models = new ClaudeModels();

    @Test
    void aValidRequestBecomesOneThatAnthropicsTypesAccept() throws IOException {
        int sent = 0;
        for (int seed = 0; seed < VALIDATED; seed++) {
            String name = MODELS.get(seed % MODELS.size());
            ClaudeModel model = models.of(name);
            ObjectNode source = new RandomChatRequest(seed).body();
            ObjectNode before = source.deepCopy();
            OpenAiToClaudeRequest translation;
            try {
                translation = OpenAiToClaudeRequest.translate(request(source), seed, name, model, SETTINGS);
            } catch (RequestProblem refused) {
                assertThat(refused.text()).as("seed %d", seed).contains("prefill");
                assertThat(model.prefill()).isFalse();
                continue;
            }
            sent++;
            byte[] bytes = translation.bytes();
            MessageCreateParams.Body body = ObjectMappers.jsonMapper().readValue(bytes, MessageCreateParams.Body.class);
            body.validate();
            Set<String> beside =
                    translation.sendsSampling() ? Set.of("stream", "temperature", "top_p", "top_k") : Set.of("stream");
            assertThat(beside)
                    .as("seed %d", seed)
                    .containsAll(body._additionalProperties().keySet());
            JsonNode json = Objects.requireNonNull(Json.objectOrNull(bytes));
            checkTurns(json, model, seed);
            checkModel(json, model, seed);
            assertThat(count("cache_control", json)).as("seed %d", seed).isLessThanOrEqualTo(4);
            assertThat(source).as("the client's request, seed %d", seed).isEqualTo(before);
        }
        assertThat(sent).isGreaterThan(VALIDATED / 2);
    }

    /** One value of a valid request is replaced by another. */
    @Test
    void aRequestWithAWrongValueIsSentOrRejected() {
        JsonNode[] values = {
            Json.object(),
            Json.object().put("type", "function").put("name", "x"),
            Json.MAPPER.createArrayNode(),
            Json.MAPPER.createArrayNode().add(1).addNull().add("x"),
            Json.object().numberNode(-1),
            Json.object().numberNode(1.5),
            Json.object().textNode("required"),
            Json.object().booleanNode(true),
            Json.object().nullNode()
        };
        int sent = 0;
        for (int seed = 0; seed < REQUESTS; seed++) {
            ObjectNode source = new RandomChatRequest(seed).body();
            Random random = new Random(seed);
            List<JsonNode> containers = new ArrayList<>();
            collect(source, containers);
            replace(containers.get(random.nextInt(containers.size())), random, values);
            try {
                ChatRequest request = ChatRequestReader.read("id", Json.bytes(source), null, new Cancellation());
                String model = MODELS.get(random.nextInt(MODELS.size()));
                OpenAiToClaudeRequest.translate(request, seed, model, models.of(model), SETTINGS)
                        .bytes();
                sent++;
            } catch (RequestProblem refused) {
                assertThat(refused.status()).isEqualTo(400);
            } catch (RuntimeException fault) {
                throw new AssertionError("seed " + seed + ": " + source, fault);
            }
        }
        assertThat(sent).isBetween(REQUESTS / 10, REQUESTS * 9 / 10);
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode() && !node.isEmpty()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static void replace(JsonNode container, Random random, JsonNode[] values) {
        JsonNode value = values[random.nextInt(values.length)];
        int at = random.nextInt(container.size());
        if (container instanceof ArrayNode array) {
            array.set(at, value);
        } else if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            object.set(names.get(at), value);
        }
    }

    @Test
    void anthropicsTypesRejectAWrongBlock() throws IOException {
        String body = """
                {"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"%s","text":"x"}]}]}""";
        read(body.formatted("text")).validate();
        MessageCreateParams.Body wrong = read(body.formatted("input_text"));
        assertThatThrownBy(wrong::validate).isInstanceOf(AnthropicInvalidDataException.class);
    }

    private static MessageCreateParams.Body read(String body) throws IOException {
        return ObjectMappers.jsonMapper().readValue(body, MessageCreateParams.Body.class);
    }

    private static ChatRequest request(ObjectNode body) {
        return ChatRequestReader.read("id", Json.bytes(body), null, new Cancellation())
                .withBody(body);
    }

    private static void checkTurns(JsonNode json, ClaudeModel model, int seed) {
        String lastRole = "";
        Set<String> ids = new HashSet<>();
        Set<String> open = new HashSet<>();
        for (JsonNode turn : json.path("messages")) {
            String role = turn.path("role").asText();
            assertThat(role).as("seed %d", seed).isNotEqualTo(lastRole);
            assertThat(turn.path("content").isEmpty()).as("seed %d", seed).isFalse();
            if (role.equals("system")) {
                assertThat(model.systemTurns()).isTrue();
                assertThat(lastRole).isEqualTo("user");
            } else if (lastRole.equals("system") || lastRole.isEmpty()) {
                assertThat(role).isEqualTo(lastRole.isEmpty() ? "user" : "assistant");
            }
            boolean resultsOver = false;
            for (JsonNode block : turn.path("content")) {
                checkText(block, seed);
                switch (block.path("type").asText()) {
                    case "tool_use" -> {
                        assertThat(block.path("id").asText()).matches("[a-zA-Z0-9_-]+");
                        assertThat(ids.add(block.path("id").asText()))
                                .as("seed %d", seed)
                                .isTrue();
                        open.add(block.path("id").asText());
                    }
                    case "tool_result" -> {
                        assertThat(resultsOver).as("seed %d", seed).isFalse();
                        assertThat(open.remove(block.path("tool_use_id").asText()))
                                .as("seed %d", seed)
                                .isTrue();
                        block.path("content").forEach(inner -> checkText(inner, seed));
                    }
                    default -> resultsOver = true;
                }
            }
            assertThat(role.equals("assistant") || open.isEmpty())
                    .as("seed %d", seed)
                    .isTrue();
            lastRole = role;
        }
        json.path("system").forEach(block -> checkText(block, seed));
        assertThat(open).isEmpty();
        assertThat(ids.isEmpty() || json.has("tools")).as("seed %d", seed).isTrue();
    }

    private static void checkText(JsonNode block, int seed) {
        if (block.path("type").asText().equals("text")) {
            assertThat(block.path("text").asText()).as("seed %d", seed).isNotBlank();
        }
    }

    private static void checkModel(JsonNode json, ClaudeModel model, int seed) {
        String choice = json.path("tool_choice").path("type").asText();
        boolean forced = choice.equals("any") || choice.equals("tool");
        String thinking = json.path("thinking").path("type").asText();
        assertThat(forced && !model.forcedTools()).as("seed %d", seed).isFalse();
        assertThat(forced && thinking.equals("enabled")).as("seed %d", seed).isFalse();
        if (!thinking.isEmpty()) {
            assertThat(model.thinking()).as("seed %d", seed).contains(thinking);
        }
        JsonNode budget = json.path("thinking").path("budget_tokens");
        if (budget.isNumber()) {
            assertThat(budget.asInt()).isBetween(1024, json.path("max_tokens").asInt() - 1);
            assertThat(json.has("temperature")).as("seed %d", seed).isFalse();
        }
        JsonNode effort = json.path("output_config").path("effort");
        if (effort.isTextual()) {
            assertThat(model.effortLevels()).contains(effort.asText());
        }
        assertThat(json.has("temperature") && (!model.sampling() || json.has("top_p")))
                .as("seed %d", seed)
                .isFalse();
        assertThat(json.path("temperature").asDouble(0)).isBetween(0.0, 1.0);
        for (JsonNode tool : json.path("tools")) {
            JsonNode schema = tool.path("input_schema");
            assertThat(schema.path("type").asText()).as("seed %d", seed).isEqualTo("object");
            assertThat(schema.has("anyOf") || schema.has("oneOf") || schema.has("allOf"))
                    .as("seed %d", seed)
                    .isFalse();
        }
    }

    private static int count(String field, JsonNode json) {
        int count = json.has(field) ? 1 : 0;
        for (JsonNode child : json) {
            count += count(field, child);
        }
        return count;
    }
}
