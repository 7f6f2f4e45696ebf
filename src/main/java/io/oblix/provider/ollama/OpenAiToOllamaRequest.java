package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.IgnoredParams;
import io.oblix.facts.RequestFactsReader;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.CacheMarks;
import io.oblix.provider.LateInstructions;
import io.oblix.provider.OneTextAnswer;
import io.oblix.provider.Question;
import io.oblix.provider.ReasoningEffort;
import io.oblix.provider.ollama.OllamaLessons.Thinking;
import java.util.List;
import java.util.Set;

/**
 * OpenAI's chat completion request to Ollama's {@code /api/chat}
 * (https://github.com/ollama/ollama/blob/main/docs/api.md). Only options that the client has set are sent, so that the
 * Modelfile's defaults stay in force.
 *
 * <p>By default, Ollama silently drops the oldest messages of a prompt that does not fit ({@code truncate}), and half of
 * the window while it writes ({@code shift}). Both are always turned off; older versions ignore the two fields.
 */
final class OpenAiToOllamaRequest {

    /** Fields that are translated, or that mean nothing with the only value that is accepted. */
    private static final Set<String> KNOWN = Set.of("""
            model messages stream stream_options max_tokens max_completion_tokens temperature top_p top_k
            min_p seed stop frequency_penalty presence_penalty response_format reasoning_effort reasoning
            tools tool_choice functions function_call parallel_tool_calls modalities logprobs top_logprobs n keep_alive
            """.split("\\s+"));

    /** Numbers that have the same name and meaning among Ollama's options. */
    private static final List<String> OPTIONS =
            List.of("temperature", "top_p", "top_k", "min_p", "seed", "frequency_penalty", "presence_penalty");

    private final ObjectNode source;
    private final ObjectNode body = Json.object();
    private final IgnoredParams ignored = new IgnoredParams();

    OpenAiToOllamaRequest(Question question, HostedModel model) {
        ChatRequest request = question.request();
        this.source = request.body();
        OneTextAnswer.require(source, "Ollama");
        body.put("model", model.name());
        body.set("messages", new OpenAiToOllamaMessages(LateInstructions.inUserTurns(request)).toJson());
        body.put("stream", true);
        body.put("truncate", false);
        body.put("shift", false);
        keepAlive(model.settings());
        options(question, model);
        format();
        think(model);
        tools();
        logprobs(question.judged());
        MissingAbility.check(body, model);
        if (!CacheMarks.of(source).isEmpty()) {
            ignored.add(CacheMarks.FIELD);
        }
        ignored.addOthers(source, KNOWN);
    }

    byte[] bytes() {
        return Json.bytes(body);
    }

    /** For a request of another path that differs in its prompt only. */
    ObjectNode body() {
        return body;
    }

    List<String> ignoredParams() {
        return ignored.list();
    }

    /** The client's own, which only Ollama's clients send, within the limit of the settings; or else that of the settings. */
    private void keepAlive(OllamaSettings settings) {
        JsonNode asked = source.path("keep_alive");
        KeepAlive keepAlive = settings.keepAlive(asked);
        if (keepAlive != null) {
            body.set("keep_alive", keepAlive.json());
        }
        boolean asAsked = keepAlive != null && keepAlive.equals(KeepAlive.parse(asked));
        if (source.hasNonNull("keep_alive") && !asAsked) {
            ignored.add("keep_alive");
        }
    }

    private void options(Question question, HostedModel model) {
        ObjectNode options = Json.object();
        for (String option : OPTIONS) {
            if (source.path(option).isNumber()) {
                options.set(option, source.path(option));
            }
        }
        int maxOutputTokens = RequestFactsReader.maxOutputTokens(question.request());
        if (maxOutputTokens > 0) {
            options.put("num_predict", maxOutputTokens);
        }
        JsonNode stop = source.path("stop");
        if (stop.isTextual()) {
            options.putArray("stop").add(stop);
        } else if (stop.isArray() && !stop.isEmpty()) {
            options.set("stop", stop);
        }
        int numCtx = model.window(HostedModel.hasSystem(question)).numCtx(question.work());
        model.isSent(numCtx);
        if (numCtx > 0) {
            options.put("num_ctx", numCtx);
        }
        if (!options.isEmpty()) {
            body.set("options", options);
        }
    }

    private void format() {
        JsonNode format = source.path("response_format");
        String type = Json.text(format, "type");
        if ("json_object".equals(type)) {
            body.put("format", "json");
        } else if ("json_schema".equals(type)) {
            JsonNode schema = format.path("json_schema").path("schema");
            body.set(
                    "format",
                    schema instanceof ObjectNode object ? OllamaSchema.ofAnswer(object) : TextNode.valueOf("json"));
        } else if (!format.isMissingNode() && !format.isNull() && !"text".equals(type)) {
            throw RequestProblem.invalid(
                    "response_format.type",
                    "invalid_value",
                    "Invalid value for 'response_format.type'. Supported values are: 'json_object', 'json_schema', and"
                            + " 'text'.");
        }
    }

    /** A model that cannot think rejects the field, so it is sent only to models that are known to think. */
    private void think(HostedModel model) {
        ReasoningEffort asked = ReasoningEffort.read(source, ignored);
        if (asked == null) {
            return;
        }
        OllamaModel.Abilities abilities = model.abilities();
        Thinking form = abilities != null && abilities.thinking() ? model.thinking() : Thinking.NONE;
        boolean off = asked.level().equals("none");
        JsonNode value = off ? BooleanNode.FALSE : value(asked.level(), form);
        if (form != Thinking.NONE) {
            body.set("think", value);
        }
        boolean exact = off ? abilities != null : value.asText().equals(asked.level());
        if (!asked.exact() || !exact) {
            ignored.add(asked.field());
        }
    }

    private static JsonNode value(String level, Thinking form) {
        boolean most = level.equals("xhigh") || level.equals("max");
        return switch (form) {
            case LEVELS -> TextNode.valueOf(most ? "max" : level);
            case LEVELS_TO_HIGH -> TextNode.valueOf(most ? "high" : level);
            case SWITCH, NONE -> BooleanNode.TRUE;
        };
    }

    private void tools() {
        ArrayNode tools = OpenAiToOllamaTools.translate(source, ignored);
        if (!tools.isEmpty()) {
            body.set("tools", tools);
            if (!source.path("parallel_tool_calls").asBoolean(true)) {
                ignored.add("parallel_tool_calls");
            }
        }
    }

    private void logprobs(boolean judged) {
        if (judged) {
            body.put("logprobs", true);
        }
        if (source.path("logprobs").asBoolean(false)) {
            body.put("logprobs", true);
            if (source.path("top_logprobs").isInt()) {
                body.set("top_logprobs", source.path("top_logprobs"));
            }
        } else if (source.path("top_logprobs").asInt() > 0) {
            ignored.add("top_logprobs");
        }
    }
}
