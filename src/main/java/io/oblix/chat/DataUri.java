package io.oblix.chat;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A data URI (RFC 2397): {@code data:image/png;base64,...}, {@code data:text/plain;charset=iso-8859-1,Gr%FC%DFe}.
 *
 * @param mediaType its label, in lower case and without parameters
 * @param charset its name in the URI; null for none
 * @param inBase64 whether the data is base64; otherwise it is percent-encoded
 * @param data as in the URI
 */
public record DataUri(String mediaType, @Nullable String charset, boolean inBase64, String data) {

    private static final String SCHEME = "data:";
    private static final String CHARSET = "charset=";
    private static final Set<String> TEXT_TYPES = Set.of("application/json", "application/xml", "application/yaml");
    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\x1C-\\x1F]+");

    /** Those of base64. A picture has a million in no order, so a processor guesses wrong which comparison one will meet. */
    private static final boolean[] DIGITS = new boolean[128];

    static {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                .chars()
                .forEach(digit -> DIGITS[digit] = true);
    }

    /**
     * OpenAI's {@code file_data}: a data URI, or the base64 of a PDF alone where the file's name says that it is one
     * (https://platform.openai.com/docs/guides/pdf-files); null where it is neither.
     */
    public static @Nullable DataUri ofFile(String data, @Nullable String name) {
        boolean bare = !data.regionMatches(true, 0, "data:", 0, 5)
                && name != null
                && name.toLowerCase(Locale.ROOT).endsWith(".pdf");
        return bare ? new DataUri("application/pdf", null, true, data) : parse(data);
    }

    /** Null if the text is not a data URI. */
    public static @Nullable DataUri parse(String text) {
        int comma = text.indexOf(',');
        if (comma < 0 || !text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String[] head = text.substring(SCHEME.length(), comma).split(";", -1);
        String mediaType = head[0].strip().toLowerCase(Locale.ROOT);
        String charset = null;
        boolean inBase64 = false;
        for (int i = 1; i < head.length; i++) {
            String parameter = head[i].strip();
            if (parameter.regionMatches(true, 0, CHARSET, 0, CHARSET.length())) {
                charset = parameter.substring(CHARSET.length()).replace("\"", "");
            }
            inBase64 |= parameter.equalsIgnoreCase("base64");
        }
        return new DataUri(
                mediaType.isEmpty() ? "text/plain" : mediaType, charset, inBase64, text.substring(comma + 1));
    }

    /** Whether its label is one of text. */
    public boolean isText() {
        return mediaType.startsWith("text/") || TEXT_TYPES.contains(mediaType);
    }

    /** The media type that a picture or a PDF shows by its first bytes; for anything else, and for no data, the label. */
    public String actualType() {
        byte[] start = start();
        String shown = start == null ? null : FileSignature.mediaType(start);
        if (shown == null) {
            return mediaType.equals("image/jpg") || mediaType.equals("image/pjpeg") ? "image/jpeg" : mediaType;
        }
        return shown;
    }

    /** Of plain base64 only the begin is decoded. Null if it is malformed. */
    private byte @Nullable [] start() {
        int length = Math.min(data.length(), FileSignature.BYTES / 3 * 4);
        String begin = data.substring(0, length - length % 4);
        return inBase64 && isBase64(begin) ? Base64.getDecoder().decode(begin) : bytes();
    }

    /** The data as providers accept it: padded base64 without white space or escapes. Null if it is malformed or empty. */
    public @Nullable String base64() {
        if (inBase64 && isBase64(data)) {
            return data;
        }
        byte[] bytes = bytes();
        return bytes == null || bytes.length == 0 ? null : Base64.getEncoder().encodeToString(bytes);
    }

    /** Null if the data is malformed. */
    public byte @Nullable [] bytes() {
        byte[] bytes = percentDecoded();
        if (!inBase64 || bytes == null) {
            return bytes;
        }
        String text =
                new String(bytes, StandardCharsets.ISO_8859_1).replace('-', '+').replace('_', '/');
        try {
            return Base64.getDecoder().decode(WHITE_SPACE.matcher(text).replaceAll(""));
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** Decoded by the charset of the URI, UTF-8 by default; null if the data is malformed or the charset unknown. */
    public @Nullable String text() {
        byte[] bytes = bytes();
        if (bytes == null) {
            return null;
        }
        try {
            Charset named = charset == null || charset.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(charset);
            String text = named.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException | IllegalCharsetNameException | UnsupportedCharsetException unreadable) {
            return null;
        }
    }

    /** Base64 may contain escapes too: {@code %2B} for a plus. */
    private byte @Nullable [] percentDecoded() {
        byte[] encoded = data.getBytes(StandardCharsets.UTF_8);
        if (data.indexOf('%') < 0) {
            return encoded;
        }
        try {
            // The decoder takes a plus for a space, as forms do.
            String text = new String(encoded, StandardCharsets.ISO_8859_1).replace("+", "%2B");
            return URLDecoder.decode(text, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static boolean isBase64(String text) {
        int end = text.length();
        while (end > 0 && text.length() - end < 2 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c >= DIGITS.length || !DIGITS[c]) {
                return false;
            }
        }
        return end > 0 && text.length() % 4 == 0;
    }
}
