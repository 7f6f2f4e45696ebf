package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.DataUri;
import io.oblix.chat.PicturePart;
import io.oblix.facts.text.TokenBound;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a part of a message that is no text is billed with at most, whatever its length says: a page of a PDF may
 * be a few bytes, and a name stands for a file of any size.
 */
final class MediaBound {

    /** Of which only the name is sent. */
    static final int PER_FILE = 100_000;

    /** Of a PDF, which providers read as a picture and as text; Claude takes 1,600 to 2,300, and 100 pages. */
    private static final int PER_PAGE = 3_000;

    private static final int MOST_PAGES = 100;

    private static final int AUDIO_CHARS_PER_TOKEN = 500;

    /** Fields that hold what is no text, or say where it is. */
    private static final Set<String> MEDIA = Set.of(
            "file",
            "file_data",
            "file_id",
            "source",
            "input_audio",
            "data",
            "result",
            "detail",
            "image",
            "video",
            "audio",
            "base64",
            "b64_json",
            "url",
            "uri");

    private static final Pattern PAGE = Pattern.compile("/Type\\s*/Page(?![A-Za-z])");

    private static final String PDF = "application/pdf";

    private final Supplier<PictureTokens> pictures;

    /** @param pictures what a picture costs at most with the model that is asked; needed only where there is one */
    MediaBound(Supplier<PictureTokens> pictures) {
        this.pictures = pictures;
    }

    /** Pictures in Ollama's APIs: base64 without a label. */
    long pictures(JsonNode images) {
        long tokens = 0;
        for (JsonNode image : images) {
            tokens += picture(uri(image.asText()), null);
        }
        return tokens;
    }

    /** Whether a field of a part that {@link #of} counts is counted with it; any other may be words. */
    static boolean isMedium(String field, JsonNode value) {
        String type = Json.text(value, "type");
        return (MEDIA.contains(field) || field.endsWith("_url")) && !"text".equals(type) && !"content".equals(type);
    }

    /** Pictures, files and speech, all that there are in one part; 0 for anything else. */
    long of(JsonNode part) {
        String type = String.valueOf(Json.text(part, "type"));
        long tokens = picture(part, type) + file(part, type) + speech(part);
        boolean elsewhere = isElsewhere(part, type) || (tokens == 0 && part.hasNonNull("file_id"));
        return elsewhere ? tokens + PER_FILE : tokens;
    }

    private long picture(JsonNode sent, String type) {
        JsonNode part = PicturePart.inChat(sent);
        JsonNode image = part.path("image_url");
        if (image.isMissingNode() || image.isNull()) {
            return type.startsWith("image") || type.equals("input_image")
                    ? pictures.get().of(Json.text(part, "detail"))
                    : 0;
        }
        String url = image.isTextual() ? image.textValue() : Json.text(image, "url");
        String detail = Json.text(image, "detail");
        return picture(url == null ? null : DataUri.parse(url), detail == null ? Json.text(part, "detail") : detail);
    }

    private long picture(@Nullable DataUri data, @Nullable String detail) {
        // Claude is sent a PDF as one.
        return data != null && data.actualType().equals(PDF)
                ? file(data)
                : pictures.get().of(detail);
    }

    private long file(JsonNode part, String type) {
        JsonNode source = part.path("source");
        if (part.hasNonNull("file")) {
            return ofOpenAi(part.path("file"));
        } else if (type.equals("input_file")) {
            return ofOpenAi(part);
        } else if (type.equals("container_upload")) {
            return PER_FILE;
        } else if (type.equals("document") && source.isObject()) {
            return switch (String.valueOf(Json.text(source, "type"))) {
                case "base64" ->
                    file(uri("data:" + Json.text(source, "media_type") + ";base64," + Json.text(source, "data")));
                case "text", "content" -> 0;
                default -> PER_FILE;
            };
        }
        return 0;
    }

    private static long speech(JsonNode part) {
        String audio = Json.text(part.path("input_audio"), "data");
        return audio == null ? 0 : 1L + audio.length() / AUDIO_CHARS_PER_TOKEN;
    }

    /** Of a kind that is unknown here, such as {@code video_url}. */
    private static boolean isElsewhere(JsonNode part, String type) {
        return type.startsWith("video")
                || type.startsWith("audio")
                || (type.endsWith("_url") && !type.equals("image_url"))
                || part.hasNonNull("video_url")
                || part.hasNonNull("audio_url")
                || (part.hasNonNull("file_url") && !type.equals("input_file"));
    }

    private long ofOpenAi(JsonNode file) {
        String data = Json.text(file, "file_data");
        return data == null ? PER_FILE : file(orBare(DataUri.ofFile(data, Json.text(file, "filename")), data));
    }

    private static DataUri uri(String data) {
        return orBare(DataUri.parse(data), data);
    }

    /** What has no label is base64 alone. */
    private static DataUri orBare(@Nullable DataUri labelled, String data) {
        return labelled == null ? new DataUri("", null, true, data) : labelled;
    }

    /** As what its bytes show, whatever its label says. */
    private long file(DataUri data) {
        String shown = data.actualType();
        if (data.mediaType().equals(PDF) || shown.equals(PDF)) {
            return (long) pages(data.bytes())
                    * Math.max(PER_PAGE, pictures.get().of(null));
        }
        String text = data.isText() && !shown.startsWith("image/") ? data.text() : null;
        if (text == null) {
            // It may be packed, so that its length says little.
            return Math.max(PER_FILE, data.data().length());
        }
        TokenBound words = new TokenBound();
        words.add(text);
        return 1L + words.tokens();
    }

    /** As many as can be seen; the most that providers take where they may be hidden in packed objects. */
    private static int pages(byte @Nullable [] pdf) {
        String seen = pdf == null ? "" : new String(pdf, StandardCharsets.ISO_8859_1);
        int pages = 0;
        Matcher page = PAGE.matcher(seen);
        while (page.find()) {
            pages++;
        }
        return pages == 0 || seen.contains("/ObjStm") ? Math.max(pages, MOST_PAGES) : pages;
    }
}
