package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.DataUri;
import io.oblix.chat.FileUrl;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Images and files to Anthropic's image and document blocks (https://platform.claude.com/docs/en/build-with-claude/vision
 * and /pdf-support). Nothing is fetched here: a URL is passed on to Anthropic, and only if it is https, so that no
 * client can reach into this server's network through an image.
 */
final class OpenAiToClaudeMedia {

    private static final String PDF = "application/pdf";

    private static final Set<String> IMAGE_TYPES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private OpenAiToClaudeMedia() {}

    /** @param image {@code image_url}: an object with a {@code url}, or the URL itself */
    static ObjectNode image(JsonNode image, String param) {
        String url = image.isTextual() ? image.textValue() : String.valueOf(Json.text(image, "url"));
        if (url.startsWith("https://")) {
            return block("image", Json.object().put("type", "url").put("url", url));
        }
        DataUri data = DataUri.parse(url);
        ObjectNode block = data == null ? null : imageOrPdf(data, param);
        if (block == null) {
            throw RequestProblem.unsupported(
                    param,
                    "Claude takes pictures as an https:// URL or as base64 data of the type jpeg, png, gif or webp.");
        }
        return block;
    }

    /** Null for a file of blank text, which Anthropic rejects and which holds no information. */
    static @Nullable ObjectNode file(JsonNode file, String param) {
        String name = Json.text(file, "filename");
        String url = Json.text(file, FileUrl.FIELD);
        if (url != null && Json.text(file, "file_data") == null) {
            return linked(url, name, param);
        }
        String sent = Json.text(file, "file_data");
        DataUri data = sent == null || sent.isBlank() ? null : DataUri.ofFile(sent, name);
        if (data == null) {
            throw RequestProblem.unsupported(
                    param, "Claude takes files as 'file_data' with a data URI; a 'file_id' means nothing to it.");
        }
        ObjectNode block = imageOrPdf(data, param);
        if (block == null && data.isText()) {
            String text = data.text();
            if (text == null) {
                throw RequestProblem.unsupported(
                        param, "The 'file_data' is not text in the encoding that its data URI names, UTF-8 if none.");
            }
            if (text.isBlank()) {
                return null;
            }
            block = block("document", source("text", "text/plain", text));
        }
        if (block == null) {
            throw RequestProblem.unsupported(
                    param, "Claude takes files that are PDF, text, or a jpeg, png, gif or webp picture.");
        }
        if (name != null && !name.isBlank() && isDocument(block)) {
            block.put("title", name);
        }
        return block;
    }

    private static ObjectNode linked(String url, @Nullable String name, String param) {
        if (!url.startsWith("https://")) {
            throw RequestProblem.unsupported(param, "Claude fetches files from URLs that begin with https:// only.");
        }
        ObjectNode block = block("document", Json.object().put("type", "url").put("url", url));
        return name == null || name.isBlank() ? block : block.put("title", name);
    }

    static boolean isDocument(JsonNode block) {
        return block.path("type").asText().equals("document");
    }

    private static @Nullable ObjectNode imageOrPdf(DataUri data, String param) {
        String type = data.actualType();
        if (type.equals(PDF)) {
            return block("document", source("base64", PDF, base64(data, param)));
        }
        return IMAGE_TYPES.contains(type) ? block("image", source("base64", type, base64(data, param))) : null;
    }

    private static String base64(DataUri data, String param) {
        String base64 = data.base64();
        if (base64 == null) {
            throw RequestProblem.unsupported(param, "The data is empty, or is not valid base64.");
        }
        return base64;
    }

    private static ObjectNode source(String type, String mediaType, String data) {
        return Json.object().put("type", type).put("media_type", mediaType).put("data", data);
    }

    private static ObjectNode block(String type, ObjectNode source) {
        return Json.object().put("type", type).set("source", source);
    }
}
