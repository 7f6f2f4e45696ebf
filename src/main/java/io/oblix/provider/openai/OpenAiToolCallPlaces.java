package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.provider.ToolCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one choice of an answer. Clients put the pieces of a call together by its {@code index} and answer it
 * by its {@code id}. Gemini leaves both out or gives all calls the same index; other servers give arguments as an object.
 */
final class OpenAiToolCallPlaces {

    private final boolean streamed;

    /** The ids of the calls so far; empty for one that came without. */
    private final List<String> ids = new ArrayList<>(2);

    /** The place of the call that was last given under an index of the server's. */
    private final Map<Integer, Integer> byIndex = new HashMap<>(2);

    OpenAiToolCallPlaces(boolean streamed) {
        this.streamed = streamed;
    }

    /** Puts calls, or pieces of them, right; returns whether anything was changed. */
    boolean fit(JsonNode calls) {
        boolean changed = false;
        Set<Integer> given = calls.size() > 1 ? new HashSet<>() : Set.of();
        for (JsonNode call : calls) {
            if (call instanceof ObjectNode object) {
                JsonNode index = call.path("index");
                if (calls.size() > 1 && index.isInt() && !given.add(index.intValue()) && hasName(call)) {
                    // Two calls of one chunk are two calls, whatever the server counts.
                    byIndex.remove(index.intValue());
                }
                changed |= streamed ? fitPiece(object) : complete(object);
            }
        }
        return changed;
    }

    private static boolean hasName(JsonNode call) {
        return blankToNull(Json.text(call.path("function"), "name")) != null;
    }

    private boolean fitPiece(ObjectNode call) {
        JsonNode given = call.path("index");
        Integer index = given.isInt() ? (Integer) given.intValue() : null;
        String id = Json.text(call, "id");
        String name = Json.text(call.path("function"), "name");
        int before = ids.size();
        int place = place(
                index, blankToNull(id), blankToNull(name == null ? Json.text(call.path("custom"), "name") : name));
        boolean changed = textArguments(call);
        if (ids.size() > before) {
            changed |= complete(call);
        } else if (id != null && id.isBlank()) {
            // A client would take it for the id of the call.
            call.remove("id");
            changed = true;
        }
        if (index == null || index != place) {
            call.put("index", place);
            changed = true;
        }
        return changed;
    }

    private int place(@Nullable Integer index, @Nullable String id, @Nullable String name) {
        Integer known = index == null ? null : byIndex.get(index);
        if (index == null) {
            int same = id == null ? -1 : ids.indexOf(id);
            boolean goesOn = name == null && !ids.isEmpty();
            known = same >= 0 ? (Integer) same : goesOn ? (Integer) (ids.size() - 1) : null;
        } else if (known != null && id != null && name != null) {
            String before = ids.get(known);
            known = before.isEmpty() || before.equals(id) ? known : null;
        }
        if (known != null) {
            return known;
        }
        ids.add(id == null ? "" : id);
        if (index != null) {
            byIndex.put(index, ids.size() - 1);
        }
        return ids.size() - 1;
    }

    /** What every call of OpenAI's has. */
    private boolean complete(ObjectNode call) {
        boolean changed = false;
        String id = ToolCalls.id(call);
        if (!id.equals(Json.text(call, "id"))) {
            call.put("id", id);
            changed = true;
        }
        if (blankToNull(Json.text(call, "type")) == null) {
            call.put("type", call.has("custom") ? "custom" : "function");
            changed = true;
        }
        boolean lacksArguments =
                !streamed && call.get("function") instanceof ObjectNode function && !function.hasNonNull("arguments");
        if (lacksArguments) {
            ((ObjectNode) call.path("function")).put("arguments", "{}");
        }
        changed |= lacksArguments || textArguments(call);
        return changed;
    }

    private static boolean textArguments(ObjectNode call) {
        if (call.get("function") instanceof ObjectNode function
                && function.path("arguments").isContainerNode()) {
            function.put("arguments", function.path("arguments").toString());
            return true;
        }
        return false;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
