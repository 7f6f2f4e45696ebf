package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Original;
import io.oblix.dialect.ollama.OllamaMemo;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import io.oblix.provider.Question;
import io.oblix.provider.ollama.OllamaLessons.Thinking;
import io.oblix.upstream.UpstreamRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client that speaks Ollama's API, as it was sent except the name of the model, what the client left open,
 * and what exceeds the operator's limits. Where the client names no model, it is spared what the model is known to refuse.
 */
final class NativeRequest {

    private static final Set<String> READ = Set.of("keep_alive", "options", "think");
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private final Question question;
    private final HostedModel model;
    private final Set<String> changed = new TreeSet<>();

    private NativeRequest(Question question, HostedModel model) {
        this.question = question;
        this.model = model;
    }

    /** The request as it was sent; null for one in another dialect. */
    static @Nullable Original of(ChatRequest request) {
        return request.rendering().memo() instanceof OllamaMemo ? request.original() : null;
    }

    /** @throws io.oblix.problem.RequestProblem when the model is known to lack what it asks for */
    static UpstreamRequest translate(Question question, Original original, HostedModel model) {
        ChatRequest request = question.request();
        MissingAbility.check(request.body(), model);
        NativeRequest asSent = new NativeRequest(question, model);
        byte[] body = asSent.body(original);
        return new UpstreamRequest(
                model.host().baseUrl() + original.path(),
                model.settings().headers(),
                body,
                !request.streaming(),
                List.copyOf(asSent.changed));
    }

    private byte[] body(Original sent) {
        try {
            TopLevelFields fields = sent.fields(READ);
            Map<String, byte[]> changes = new HashMap<>();
            changes.put("model", TopLevelFields.quoted(model.name()));
            for (String silentLoss : List.of("truncate", "shift")) {
                if (!fields.has(silentLoss)) {
                    changes.put(silentLoss, FALSE);
                }
            }
            if (question.judged() && !asksForLogprobs(question.request())) {
                changes.put("logprobs", TRUE);
            }
            keepAlive(fields.value("keep_alive"), changes);
            options(fields.value("options"), changes);
            if (question.chosenBy() == Question.ChosenBy.POLICY) {
                think(fields.value("think"), changes);
            }
            return fields.with(changes);
        } catch (IOException notUtf8) {
            // Its fields have no places in the bytes.
            return changed(sent);
        }
    }

    /** Whether the client itself wants to see how sure the model is. */
    static boolean asksForLogprobs(ChatRequest request) {
        return request.body().path("logprobs").asBoolean(false);
    }

    private byte[] changed(Original sent) {
        ObjectNode body = Json.objectOrNull(sent.body());
        return body == null ? sent.body() : body(new Original(sent.path(), Json.bytes(body), sent.headers()));
    }

    private void keepAlive(@Nullable JsonNode asked, Map<String, byte[]> changes) {
        KeepAlive keepAlive = model.settings().keepAlive(asked);
        if (asked != null && !asked.isNull()) {
            if (keepAlive != null && keepAlive.equals(KeepAlive.parse(asked))) {
                return;
            }
            changed.add("keep_alive");
        }
        if (keepAlive != null || asked != null) {
            changes.put("keep_alive", keepAlive == null ? TopLevelFields.LEFT_OUT : Json.bytes(keepAlive.json()));
        }
    }

    private void options(@Nullable JsonNode options, Map<String, byte[]> changes) {
        JsonNode asked = options == null ? null : options.get("num_ctx");
        int wanted = asked != null && asked.canConvertToInt() ? Math.max(0, asked.intValue()) : 0;
        int numCtx = model.window(HostedModel.hasSystem(question)).numCtx(question.work(), wanted);
        model.isSent(numCtx);
        if (numCtx == wanted) {
            return;
        }
        ObjectNode fitted = Json.object();
        if (options instanceof ObjectNode given) {
            fitted.setAll(given);
        }
        changes.put("options", Json.bytes(fitted.put("num_ctx", numCtx)));
        if (numCtx < wanted) {
            changed.add("options.num_ctx");
        }
    }

    private void think(@Nullable JsonNode asked, Map<String, byte[]> changes) {
        if (asked == null || asked.isNull() || (asked.isBoolean() && !asked.booleanValue())) {
            return;
        }
        OllamaModel.Abilities abilities = model.abilities();
        Thinking form = abilities != null && !abilities.thinking() ? Thinking.NONE : model.thinking();
        if (form == Thinking.NONE) {
            changes.put("think", TopLevelFields.LEFT_OUT);
        } else if (form == Thinking.SWITCH && asked.isTextual()) {
            changes.put("think", TRUE);
        } else if (form == Thinking.LEVELS_TO_HIGH && asked.asText("").equals("max")) {
            changes.put("think", Json.bytes(TextNode.valueOf("high")));
        }
    }
}
