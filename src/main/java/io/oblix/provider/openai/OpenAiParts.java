package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.IgnoredParams;
import io.oblix.chat.PicturePart;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.CacheMarks;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Content parts as OpenAI documents them, for a model that a policy chose; some come from conversations with others. */
record OpenAiParts(IgnoredParams ignored) {

    private static final String WHERE = "messages[].content[].";
    private static final Set<String> THINKING = Set.of("thinking", "redacted_thinking", "reasoning");

    /** Of the Responses API. */
    private static final Set<String> TEXTS = Set.of("input_text", "output_text");

    /** Allowed in a user's messages only. */
    private static final Set<String> MEDIA = Set.of("image_url", "input_audio", "file");

    /**
     * @param media gets the pictures, sounds and files of a message whose role may not have them; null for a user's
     * @throws RequestProblem when a part of the user's would be lost
     */
    ArrayNode fit(ArrayNode parts, String param, @Nullable ArrayNode media) {
        ArrayNode fitted = Json.MAPPER.createArrayNode();
        for (int i = 0; i < parts.size(); i++) {
            ObjectNode part = OpenAiPictures.accepted(
                    known(PicturePart.inChat(parts.get(i)).deepCopy()), param + "[" + i + "]");
            String type = part.path("type").asText();
            Set<String> documented = OpenAiDocumented.PARTS.get(type);
            if (documented != null) {
                keep(part, documented);
                (media != null && MEDIA.contains(type) ? media : fitted).add(part);
            } else if (THINKING.contains(type) || media != null) {
                ignored.add(WHERE + "type=" + type);
            } else {
                throw RequestProblem.unsupported(
                        param + "[" + i + "]", "OpenAI has no content part of this type; it would be lost.");
            }
        }
        return fitted;
    }

    /** The parts of a tool's result for a server that may know parts of its own, with the media in a list apart. */
    static ArrayNode withoutMedia(ArrayNode parts, ArrayNode media) {
        ArrayNode rest = Json.MAPPER.createArrayNode();
        for (JsonNode part : parts) {
            ObjectNode known = known(PicturePart.inChat(part).deepCopy());
            boolean isMedia = MEDIA.contains(known.path("type").asText());
            (isMedia ? media : rest).add(isMedia ? known.without(CacheMarks.FIELD) : part);
        }
        return rest;
    }

    private void keep(ObjectNode part, Set<String> documented) {
        OpenAiDocumented.keep(part, documented, WHERE, ignored);
        if (part.get("image_url") instanceof ObjectNode image) {
            OpenAiDocumented.keep(image, OpenAiDocumented.IMAGE_URL, WHERE + "image_url.", ignored);
            if (image.has("detail")
                    && !OpenAiDocumented.DETAILS.contains(image.path("detail").asText())) {
                image.remove("detail");
                ignored.add(WHERE + "image_url.detail");
            }
        } else if (part.get("file") instanceof ObjectNode file) {
            OpenAiDocumented.keep(file, OpenAiDocumented.FILE, WHERE + "file.", ignored);
        }
    }

    /** The names of the Responses API, and Anthropic's for pictures. */
    private static ObjectNode known(ObjectNode part) {
        JsonNode image = part.path("image_url");
        if (TEXTS.contains(part.path("type").asText())) {
            part.put("type", "text");
            part.remove("annotations");
            part.remove("logprobs");
        }
        if (image.isTextual()) {
            ObjectNode object = part.putObject("image_url").put("url", image.textValue());
            JsonNode detail = part.remove("detail");
            if (detail != null && detail.isTextual()) {
                object.set("detail", detail);
            }
        }
        return part;
    }
}
