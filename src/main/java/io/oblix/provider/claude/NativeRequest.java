package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Original;
import io.oblix.dialect.messages.MessagesDialect;
import io.oblix.dialect.messages.MessagesMemo;
import io.oblix.dialect.messages.NativeBody;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client that speaks Anthropic's API, as it was sent, with another name of the model: Claude binds its
 * thinking to the system prompt, the tools and all that was said before. Only a client that did not name the model is spared the
 * few fields that the model is known to reject.
 */
record NativeRequest(ChatRequest request, Original original, ClaudeModel model, String name) {

    private static final Set<String> READ =
            Set.of("thinking", "output_config", "tool_choice", "max_tokens", "temperature", "top_p", "top_k");

    /** Of the client's own use of its browser and its account. */
    private static final Set<String> NOT_SENT =
            Set.of("anthropic-dangerous-direct-browser-access", "anthropic-workspace-id");

    /** Means a token of the client's that is not sent. */
    private static final String OAUTH_BETA = "oauth-2025-04-20";

    /** Null for a request in another dialect, or one that this model cannot take as it is. */
    static @Nullable NativeRequest of(ChatRequest request, ClaudeModel model, String name) {
        Original original = request.original();
        if (original == null || !request.dialect().equals(MessagesDialect.NAME)) {
            return null;
        }
        NativeRequest asSent = new NativeRequest(request, original, model, name);
        boolean refused = !asSent.isNamed()
                && !model.systemTurns()
                && MessagesMemo.of(request).hasSystemTurns();
        return refused ? null : asSent;
    }

    /** Whether the client asked for this model, and so deals with what it rejects. */
    private boolean isNamed() {
        return request.model().endsWith(name);
    }

    byte[] bytes() {
        byte[] body = isNamed() ? original.bodyFor(name) : fitted();
        return MessagesMemo.of(request).hasOwnThinking() ? NativeBody.withoutOwnThinking(body) : body;
    }

    /** Those of the client that belong to the API, without a key; the caller's to change. */
    Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>(original.headers());
        headers.keySet().removeAll(NOT_SENT);
        String beta = headers.remove("anthropic-beta");
        if (beta != null) {
            List<String> betas = List.of(beta.split("\\s*,\\s*")).stream()
                    .filter(value -> !value.isEmpty() && !value.equals(OAUTH_BETA))
                    .toList();
            if (betas.size() > 0) {
                headers.put("anthropic-beta", beta.contains(OAUTH_BETA) ? String.join(",", betas) : beta);
            }
        }
        headers.computeIfAbsent("anthropic-version", absent -> version());
        return headers;
    }

    /** The old one where the request has what the new one rejects. */
    private String version() {
        ObjectNode body = request.body();
        boolean sampling = body.has("temperature") || body.has("top_p") || body.has("top_k");
        return sampling ? ClaudeProvider.VERSION_WITH_SAMPLING : ClaudeProvider.VERSION;
    }

    private byte[] fitted() {
        try {
            TopLevelFields fields = original.fields(READ);
            Map<String, byte[]> changes = changes(fields);
            changes.put("model", TopLevelFields.quoted(name));
            return fields.with(changes);
        } catch (IOException notUtf8) {
            // Its fields have no places in the bytes.
            return original.body();
        }
    }

    private Map<String, byte[]> changes(TopLevelFields fields) {
        Map<String, byte[]> changes = new HashMap<>();
        JsonNode limit = fields.value("max_tokens");
        if (limit != null && model.maxOutputTokens() > 0 && limit.asLong() > model.maxOutputTokens()) {
            changes.put("max_tokens", Json.bytes(Json.MAPPER.getNodeFactory().numberNode(model.maxOutputTokens())));
        }
        for (String sampling : List.of("temperature", "top_p", "top_k")) {
            if (!model.sampling() && fields.has(sampling)) {
                changes.put(sampling, TopLevelFields.LEFT_OUT);
            }
        }
        boolean thinks = thinking(fields.value("thinking"), changes);
        effort(fields.value("output_config"), changes);
        String choice = Json.text(fields.value("tool_choice"), "type");
        boolean forced = "any".equals(choice) || "tool".equals(choice);
        if (forced && (thinks || !model.forcedTools())) {
            changes.put("tool_choice", Json.bytes(Json.object().put("type", "auto")));
        }
        return changes;
    }

    /** Returns whether the model will think because it is asked to. */
    private boolean thinking(@Nullable JsonNode thinking, Map<String, byte[]> changes) {
        String type = Json.text(thinking, "type");
        if (thinking == null || type == null) {
            return false;
        }
        boolean thinks = type.equals("adaptive") || type.equals("enabled");
        boolean known = model.thinking().contains(type);
        if (known && type.equals("enabled") && isLedByOtherThinking()) {
            changes.put("thinking", TopLevelFields.LEFT_OUT);
            return false;
        } else if (known) {
            return thinks;
        }
        if (thinks && model.thinking().contains("adaptive")) {
            ObjectNode adaptive = Json.object().put("type", "adaptive");
            if (thinking.has("display")) {
                adaptive.set("display", thinking.path("display"));
            }
            changes.put("thinking", Json.bytes(adaptive));
            return true;
        }
        changes.put("thinking", TopLevelFields.LEFT_OUT);
        return false;
    }

    /** Whether the client waits within a turn of another model: one that thinks by a budget rejects it without its own. */
    private boolean isLedByOtherThinking() {
        ArrayNode messages = request.messages();
        int at = messages.size() - 1;
        if (at < 0 || !"tool".equals(Json.text(messages.get(at), "role"))) {
            return false;
        }
        while (at > 0 && "tool".equals(Json.text(messages.get(at), "role"))) {
            at--;
        }
        return !messages.get(at).has("thinking_blocks");
    }

    private void effort(@Nullable JsonNode config, Map<String, byte[]> changes) {
        String effort = Json.text(config, "effort");
        if (effort == null || model.effortLevels().contains(effort)) {
            return;
        }
        ObjectNode fitted = ((ObjectNode) Objects.requireNonNull(config)).deepCopy();
        if (model.effortLevels().isEmpty()) {
            fitted.remove("effort");
        } else {
            fitted.put("effort", model.effortLevels().get(model.effortLevels().size() - 1));
        }
        changes.put("output_config", fitted.isEmpty() ? TopLevelFields.LEFT_OUT : Json.bytes(fitted));
    }
}
