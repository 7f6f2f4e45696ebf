package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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

    private static final int FILE_CHARS_PER_TOKEN = 2;

    private static final int AUDIO_CHARS_PER_TOKEN = 500;

    /** Fields that hold what is no text, or say where it is. */
    private static final Set<String> MEDIA = Set.of(
            "file",
            "file_data",
            "file_id",
            "filename",
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

    /** The beginning of one. */
    private static final String PDF_IN_BASE64 = "JVBERi";

    private final Supplier<PictureTokens> pictures;

    /** @param pictures what a picture costs at most with the model that is asked; needed only where there is one */
    MediaBound(Supplier<PictureTokens> pictures) {
        this.pictures = pictures;
    }

    long pictures(int count) {
        return (long) count * pictures.get().of(null);
    }

    /** Whether a field of a part that {@link #of} counts is counted with it; any other may be words. */
    static boolean isMedium(String field) {
        return MEDIA.contains(field) || field.endsWith("_url");
    }

    /** A picture, a file or speech; 0 for anything else. */
    long of(JsonNode part) {
        String type = String.valueOf(Json.text(part, "type"));
        JsonNode source = part.path("source");
        if (part.hasNonNull("image_url") || type.startsWith("image") || type.equals("input_image")) {
            String detail = Json.text(part.path("image_url"), "detail");
            return pictures.get().of(detail == null ? Json.text(part, "detail") : detail);
        } else if (part.hasNonNull("file")) {
            return file(Json.text(part.path("file"), "file_data"));
        } else if (type.equals("input_file")) {
            return file(Json.text(part, "file_data"));
        } else if (type.equals("container_upload")) {
            return PER_FILE;
        } else if (type.equals("document") && source.isObject()) {
            return switch (String.valueOf(Json.text(source, "type"))) {
                case "base64" -> file("data:" + Json.text(source, "media_type") + "," + Json.text(source, "data"));
                case "text", "content" -> 0;
                default -> PER_FILE;
            };
        }
        String audio = Json.text(part.path("input_audio"), "data");
        if (audio != null) {
            return 1L + audio.length() / AUDIO_CHARS_PER_TOKEN;
        }
        return isElsewhere(part, type) ? PER_FILE : 0;
    }

    /** Of a kind that is unknown here, such as {@code video_url}. */
    private static boolean isElsewhere(JsonNode part, String type) {
        return type.startsWith("video")
                || type.startsWith("audio")
                || type.endsWith("_url")
                || part.hasNonNull("video_url")
                || part.hasNonNull("audio_url")
                || part.hasNonNull("file_url")
                || part.hasNonNull("file_id");
    }

    /** @param data a data URI, or base64 alone; null where only a name is sent */
    private long file(@Nullable String data) {
        if (data == null) {
            return PER_FILE;
        }
        boolean text = data.startsWith("data:text/") || data.startsWith("data:application/json");
        boolean pdf = data.startsWith("data:application/pdf") || data.startsWith(PDF_IN_BASE64);
        long ofLength = 1L + data.length() / FILE_CHARS_PER_TOKEN;
        if (pdf) {
            return (long) pages(data) * Math.max(PER_PAGE, pictures.get().of(null));
        }
        // Any other may be packed, so that its length says little.
        return text ? ofLength : Math.max(PER_FILE, ofLength);
    }

    /** As many as can be seen; the most that providers take where they may be hidden in packed objects. */
    private static int pages(String data) {
        byte[] pdf;
        try {
            pdf = Base64.getMimeDecoder().decode(data.substring(data.indexOf(',') + 1));
        } catch (IllegalArgumentException notBase64) {
            return MOST_PAGES;
        }
        String seen = new String(pdf, StandardCharsets.ISO_8859_1);
        int pages = 0;
        Matcher page = PAGE.matcher(seen);
        while (page.find()) {
            pages++;
        }
        return pages == 0 || seen.contains("/ObjStm") ? Math.max(pages, MOST_PAGES) : pages;
    }
}
