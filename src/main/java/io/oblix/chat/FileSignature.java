package io.oblix.chat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a file is by its first bytes, whatever its label says. */
final class FileSignature {

    /** As many bytes are enough to tell; an SVG may begin with comments. */
    static final int BYTES = 512;

    private FileSignature() {}

    /** The media type of a picture or a PDF; null for anything else. */
    static @Nullable String mediaType(byte[] bytes) {
        // One character for each byte.
        String start = new String(bytes, 0, Math.min(bytes.length, BYTES), StandardCharsets.ISO_8859_1);
        if (start.startsWith("\u00FF\u00D8\u00FF")) {
            return "image/jpeg";
        } else if (start.startsWith("\u0089PNG")) {
            return "image/png";
        } else if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
            return "image/gif";
        } else if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return "image/webp";
        } else if (start.startsWith("%PDF-")) {
            return "application/pdf";
        }
        return rare(start);
    }

    /** Pictures that models seldom take. */
    private static @Nullable String rare(String start) {
        if (start.startsWith("BM") && start.startsWith("\0\0\0\0", 6)) {
            return "image/bmp";
        } else if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
            return "image/tiff";
        } else if (start.startsWith("\0\0\1\0")) {
            return "image/x-icon";
        } else if (start.startsWith("\u00FF\n") || start.startsWith("JXL ", 4)) {
            return "image/jxl";
        } else if (start.startsWith("jP  ", 4)) {
            return "image/jp2";
        } else if (start.startsWith("ftyp", 4) && start.length() >= 12) {
            return brand(start.substring(8, 12));
        }
        return isSvg(start) ? "image/svg+xml" : null;
    }

    /** Of the container that films share. */
    private static @Nullable String brand(String brand) {
        return switch (brand) {
            case "avif", "avis" -> "image/avif";
            case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1" -> "image/heic";
            default -> null;
        };
    }

    private static boolean isSvg(String start) {
        String text = (start.startsWith("\u00EF\u00BB\u00BF") ? start.substring(3) : start).stripLeading();
        boolean markup = text.startsWith("<?xml") || text.startsWith("<!");
        return text.startsWith("<svg") || (markup && text.contains("<svg"));
    }
}
