package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Original;
import io.oblix.chat.Rendering;
import io.oblix.dialect.responses.input.InputToChat;
import io.oblix.dialect.responses.input.ReasoningEnvelope;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client's own request for a provider that speaks this API: the same bytes except the model, unless it refers to what
 * that provider does not keep, or holds thinking that it cannot know.
 */
public final class NativeInput {

    /** Items that mean the same without an id, by which a provider would look for the thinking before them. */
    private static final Set<String> WITHOUT_ID = Set.of("message", "function_call", "custom_tool_call");

    private final Conversation conversation;
    private final boolean plain;
    private final boolean inFull;

    /** Whether thinking was left out of the turn that is being written. */
    private boolean thoughtless;

    private NativeInput(Conversation conversation, boolean plain, boolean inFull) {
        this.conversation = conversation;
        this.plain = plain;
        this.inFull = inFull;
    }

    /**
     * @param request of this dialect, with its original
     * @param changes fields to set or to leave out, as {@link TopLevelFields} takes them
     */
    public static byte[] body(ChatRequest request, ModelName model, Map<String, byte[]> changes) {
        Original original = Objects.requireNonNull(request.original());
        ResponsesMemo memo = ResponsesMemo.of(request);
        Conversation conversation = memo.conversation();
        boolean inFull = memo.inFull() || !conversation.isKnownTo(model.provider());
        Map<String, byte[]> all = new HashMap<>(changes);
        new NativeInput(conversation, memo.plain(), inFull).addTo(all);
        all.put("model", TopLevelFields.quoted(model.name()));
        return original.with(all);
    }

    /** The same request without thinking that is encrypted; null if it was left out before. */
    public static @Nullable ChatRequest withoutThinking(ChatRequest request) {
        ResponsesMemo memo = ResponsesMemo.of(request);
        return memo.plain() ? null : with(memo.withoutThinking(), request);
    }

    /** The same request with all that it refers to in the places of references; null if it has none that are left. */
    public static @Nullable ChatRequest inFull(ChatRequest request) {
        ResponsesMemo memo = ResponsesMemo.of(request);
        boolean refers = !memo.inFull() && memo.conversation().refersToProviders();
        return refers ? with(memo.withoutReferences(), request) : null;
    }

    private static ChatRequest with(ResponsesMemo memo, ChatRequest request) {
        Rendering how = request.rendering();
        return request.in(
                ResponsesDialect.NAME,
                request.original(),
                new Rendering(how.soft(), how.ignoredParams(), how.untranslatable(), memo));
    }

    private void addTo(Map<String, byte[]> changes) {
        ArrayNode items = conversation.items();
        ArrayNode sent = Json.MAPPER.createArrayNode();
        boolean changed = inFull;
        for (int i = inFull ? 0 : conversation.first(); i < items.size(); i++) {
            JsonNode item = fitting(items.get(i));
            changed |= !items.get(i).equals(item);
            if (item != null) {
                sent.add(item);
            }
        }
        if (changed) {
            changes.put("input", Json.bytes(sent));
        }
        if (inFull) {
            changes.put("previous_response_id", TopLevelFields.LEFT_OUT);
        }
    }

    /** Null for an item that the provider cannot take. */
    private @Nullable JsonNode fitting(JsonNode item) {
        String encrypted = Json.text(item, "encrypted_content");
        String type = Json.text(item, "type");
        switch (String.valueOf(type)) {
            case "reasoning" -> {
                thoughtless = isUnknown(encrypted, Json.text(item, "id"));
                return thoughtless ? null : item;
            }
            case "compaction", "compaction_summary" -> {
                String summary = ReasoningEnvelope.summaryIn(encrypted);
                return summary == null
                        ? item
                        : Json.object().put("role", "user").put("content", InputToChat.SUMMARY + summary);
            }
            default -> {
                return thoughtless && type != null && WITHOUT_ID.contains(type) && item.has("id")
                        ? ((ObjectNode) item).deepCopy().without("id")
                        : item;
            }
        }
    }

    /** Without its encrypted form, thinking is known by its id, to the provider that keeps it. */
    private boolean isUnknown(@Nullable String encrypted, @Nullable String id) {
        if (encrypted == null) {
            return inFull || (id != null && ItemIds.isOurs(id));
        }
        return plain || ReasoningEnvelope.isOurs(encrypted);
    }
}
