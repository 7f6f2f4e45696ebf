package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Original;
import io.oblix.chat.Rendering;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The client's own request for OpenAI: the same bytes except the model, unless it refers to what only this server
 * remembers, or holds thinking that OpenAI cannot know.
 */
public final class NativeInput {

    private final Conversation conversation;
    private final boolean plain;

    private NativeInput(Conversation conversation, boolean plain) {
        this.conversation = conversation;
        this.plain = plain;
    }

    /**
     * @param request of this dialect, with its original
     * @param changes fields to set or to leave out, as {@link TopLevelFields} takes them
     */
    public static byte[] body(ChatRequest request, String model, Map<String, byte[]> changes) {
        Original original = Objects.requireNonNull(request.original());
        ResponsesMemo memo = ResponsesMemo.of(request);
        Map<String, byte[]> all = new HashMap<>(changes);
        new NativeInput(memo.conversation(), memo.plain()).addTo(all);
        byte[] body = original.bodyFor(model);
        return all.isEmpty() ? body : TopLevelFields.changed(body, all);
    }

    /** The same request without thinking that is encrypted; null if it was left out before. */
    public static @Nullable ChatRequest withoutThinking(ChatRequest request) {
        ResponsesMemo memo = ResponsesMemo.of(request);
        Rendering how = request.rendering();
        return memo.plain()
                ? null
                : request.in(
                        ResponsesDialect.NAME,
                        request.original(),
                        new Rendering(how.soft(), how.ignoredParams(), how.untranslatable(), memo.withoutThinking()));
    }

    private void addTo(Map<String, byte[]> changes) {
        boolean whole = conversation.refersToOurs();
        ArrayNode items = conversation.items();
        int from = whole ? 0 : conversation.first();
        ArrayNode sent = Json.MAPPER.createArrayNode();
        boolean changed = whole;
        for (int i = from; i < items.size(); i++) {
            JsonNode item = fitting(items.get(i));
            changed |= !items.get(i).equals(item);
            if (item != null) {
                sent.add(item);
            }
        }
        if (changed) {
            changes.put("input", Json.bytes(sent));
        }
        if (whole) {
            changes.put("previous_response_id", TopLevelFields.LEFT_OUT);
        }
    }

    /** Null for an item that OpenAI cannot take. */
    private @Nullable JsonNode fitting(JsonNode item) {
        String encrypted = Json.text(item, "encrypted_content");
        switch (String.valueOf(Json.text(item, "type"))) {
            case "reasoning" -> {
                String id = Json.text(item, "id");
                boolean ours =
                        ReasoningEnvelope.isOurs(encrypted) || (encrypted == null && id != null && ItemIds.isOurs(id));
                return ours || (plain && encrypted != null) ? null : item;
            }
            case "compaction", "compaction_summary" -> {
                String summary = ReasoningEnvelope.summaryIn(encrypted);
                return summary == null
                        ? item
                        : Json.object().put("role", "user").put("content", InputToChat.SUMMARY + summary);
            }
            default -> {
                return item;
            }
        }
    }
}
