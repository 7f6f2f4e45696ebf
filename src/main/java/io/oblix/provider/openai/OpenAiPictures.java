package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.DataUri;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pictures and files as data URIs, under the type that their bytes show. OpenAI refuses the labels {@code image/*} and
 * {@code application/octet-stream}, which clients write when they do not look, and a label that is wrong.
 */
@SuppressWarnings("ReferenceEquality") // What is right already is the same object.
final class OpenAiPictures {

    private static final String SCHEME = "data:";

    /** That say nothing of the data; no server accepts them. */
    private static final Set<String> NO_LABELS = Set.of("image/*", "application/octet-stream", "binary/octet-stream");

    /** From https://platform.openai.com/docs/guides/images-vision. */
    private static final Set<String> ACCEPTED = Set.of("image/png", "image/jpeg", "image/webp", "image/gif");

    private static final String PDF = "application/pdf";

    private OpenAiPictures() {}

    /**
     * A conversation with the labels put right, in a copy of the messages that change; the same array if none does.
     *
     * @param all whether a wrong label is put right too, and not only one that says nothing
     */
    static ArrayNode labelled(ArrayNode messages, boolean all) {
        ArrayNode changed = null;
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).path("content") instanceof ArrayNode parts) {
                ArrayNode labelled = parts(parts, all);
                if (labelled != parts) {
                    changed = changed == null ? Json.MAPPER.createArrayNode().addAll(messages) : changed;
                    ObjectNode message = Json.object();
                    message.setAll((ObjectNode) messages.get(i));
                    changed.set(i, message.set("content", labelled));
                }
            }
        }
        return changed == null ? messages : changed;
    }

    private static ArrayNode parts(ArrayNode parts, boolean all) {
        ArrayNode changed = null;
        for (int i = 0; i < parts.size(); i++) {
            JsonNode part = parts.get(i);
            JsonNode labelled = part instanceof ObjectNode object ? labelled(object, all) : part;
            if (labelled != part) {
                changed = changed == null ? Json.MAPPER.createArrayNode().addAll(parts) : changed;
                changed.set(i, labelled);
            }
        }
        return changed == null ? parts : changed;
    }

    private static ObjectNode labelled(ObjectNode part, boolean all) {
        Carried carried = Carried.of(part);
        String labelled = carried == null ? null : labelled(carried.uri(), all);
        return carried == null || labelled == null ? part : carried.with(labelled);
    }

    /** Null where the label may stay. */
    private static @Nullable String labelled(String uri, boolean all) {
        DataUri data = DataUri.parse(uri);
        if (data == null || !(all || NO_LABELS.contains(data.mediaType()))) {
            return null;
        }
        String shown = data.actualType();
        String base64 = shown.equals(data.mediaType()) ? null : data.base64();
        return base64 == null ? null : SCHEME + shown + ";base64," + base64;
    }

    /**
     * A part as OpenAI accepts it: under its own type, a PDF as a file and a picture as a picture.
     *
     * @param param the part's place in the request, for the error
     * @throws RequestProblem when OpenAI does not take pictures of this type
     */
    static ObjectNode accepted(ObjectNode original, String param) {
        ObjectNode part = labelled(original, true);
        Carried carried = Carried.of(part);
        if (carried == null) {
            return part;
        }
        String uri = carried.uri();
        String type = uri.substring(SCHEME.length(), uri.indexOf(','))
                .split(";", 2)[0]
                .toLowerCase(Locale.ROOT);
        boolean isPicture = carried.field().equals("image_url");
        if (isPicture && type.equals(PDF)) {
            ObjectNode file = Json.object().put("filename", "document.pdf").put("file_data", uri);
            return Json.object().put("type", "file").set("file", file);
        } else if (!isPicture && ACCEPTED.contains(type)) {
            return Json.object()
                    .put("type", "image_url")
                    .set("image_url", Json.object().put("url", uri));
        } else if (isPicture && !ACCEPTED.contains(type)) {
            throw RequestProblem.unsupported(param, "OpenAI takes pictures of the types png, jpeg, webp and gif.");
        }
        return part;
    }

    /** A content part that carries a data URI, in {@code image_url} or {@code file}. */
    private record Carried(ObjectNode part, String field, String uri) {

        static @Nullable Carried of(ObjectNode part) {
            for (String field : new String[] {"image_url", "file"}) {
                JsonNode holder = part.path(field);
                String uri = holder.isTextual() ? holder.textValue() : Json.text(holder, key(field));
                if (uri != null && uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
                    return new Carried(part, field, uri);
                }
            }
            return null;
        }

        private static String key(String field) {
            return field.equals("file") ? "file_data" : "url";
        }

        ObjectNode with(String other) {
            ObjectNode copy = Json.object();
            copy.setAll(part);
            if (part.path(field).isTextual()) {
                return copy.put(field, other);
            }
            ObjectNode holder = Json.object();
            holder.setAll((ObjectNode) part.path(field));
            return copy.set(field, holder.put(key(field), other));
        }
    }
}
