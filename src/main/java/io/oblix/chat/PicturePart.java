package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Content parts with a picture, in the words of OpenAI's chat completions and Responses and of Anthropic's Messages, as
 * conversations with others have them.
 */
public final class PicturePart {

    private PicturePart() {}

    /** Whether a part may hold a picture; a file is one that a model which cannot see cannot read either. */
    public static boolean isIn(JsonNode part) {
        String type = Json.text(part, "type");
        return type != null
                && switch (type) {
                    case "image_url", "input_image", "file", "input_file" -> true;
                    case "image" -> part.path("source").isObject();
                    default -> false;
                };
    }

    /** The part as one of a chat completion; the part itself if it is one already, or no picture. */
    public static JsonNode inChat(JsonNode part) {
        String type = Json.text(part, "type");
        if (!(part instanceof ObjectNode object) || type == null) {
            return part;
        }
        return switch (type) {
            case "input_image" -> object.deepCopy().put("type", "image_url");
            case "image" -> {
                String url = url(part.path("source"));
                ObjectNode chat = object.deepCopy();
                chat.remove("source");
                chat.put("type", "image_url").putObject("image_url").put("url", url);
                yield url == null ? part : chat;
            }
            default -> part;
        };
    }

    /** The URL of a picture that Anthropic's words describe; null if they name none. */
    private static @Nullable String url(JsonNode source) {
        String url = Json.text(source, "url");
        String data = Json.text(source, "data");
        String type = Json.text(source, "media_type");
        String label = type == null ? "application/octet-stream" : type;
        return url != null || data == null ? url : "data:" + label + ";base64," + data;
    }
}
