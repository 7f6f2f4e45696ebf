package io.oblix.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that a user wrote: UTF-8, whatever the locale. Editors of Windows put a byte-order mark before it, and PowerShell's
 * {@code >} writes UTF-16 with one; the mark is no part of the text.
 */
public final class TextFile {

    private static final char MARK = '\ufeff';

    private TextFile() {}

    /** @throws CharacterCodingException when it is not written in UTF-8 */
    public static String read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return withoutMark(
                charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    }

    private static Charset charset(byte[] bytes) {
        int mark = bytes.length < 2 ? 0 : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        return mark == 0xfeff || mark == 0xfffe ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    }

    private static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }
}
