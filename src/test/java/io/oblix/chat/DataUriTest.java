package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataUriTest {

    private static final byte[] PNG = bytes("\u0089PNG\r\n\u001A\n\0\0\0\rIHDR");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\u00FF\u00D8\u00FF\u00E0..JFIF|image/jpeg",
                "\u00FF\u00D8\u00FF\u00DB|image/jpeg",
                "\u0089PNG|image/png",
                "GIF87a|image/gif",
                "GIF89a...|image/gif",
                "RIFF....WEBPVP8|image/webp",
                "RIFF....WAVEfmt|image/any",
                "BM....0000|image/bmp",
                "BM is a text that begins so|image/any",
                "II*0|image/tiff",
                "MM0*|image/tiff",
                "0010|image/x-icon",
                "\u00FFA|image/any",
                "....ftypavif|image/avif",
                "....ftypheic....|image/heic",
                "....ftypmif1|image/heic",
                "....ftypmp42|image/any",
                "....JXL .|image/jxl",
                "<svg xmlns='x'/>|image/svg+xml",
                "<?xml version='1.0'?><!-- x --><svg/>|image/svg+xml",
                "<!DOCTYPE html><html>|image/any",
                "%PDF-1.7|application/pdf",
                "GIF8|image/any",
                "x|image/any"
            })
    void theFirstBytesTellTheType(String start, String expected) {
        // A zero stands for the byte zero in the rows of pictures that begin with some.
        String begin = start.matches("BM\\.\\.\\.\\.0000|II\\*0|MM0\\*|0010")
                ? start.replace('0', '\0').replace('1', '\1')
                : start;
        String base64 = Base64.getEncoder().encodeToString(bytes(begin));
        assertThat(type("data:image/any;base64," + base64)).isEqualTo(expected);
        assertThat(type("data:image/any;base64,"
                        + Base64.getEncoder().encodeToString(bytes(begin + "x".repeat(2_000)))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:image/png;base64,",
                "data:image/jpeg;base64,",
                "data:image/*;base64,",
                "data:application/octet-stream;base64,",
                "data:binary/octet-stream;base64,",
                "data:;base64,",
                "data:text/plain;base64,",
                "data:image/png;base64;name=a.png,",
                "DATA:IMAGE/PNG;BASE64,"
            })
    void theLabelDoesNotMatter(String head) {
        assertThat(type(head + Base64.getEncoder().encodeToString(PNG))).isEqualTo("image/png");
    }

    @Test
    void neitherDoesHowTheBase64IsWritten() {
        byte[] picture = new byte[3_000];
        System.arraycopy(bytes("\u00FF\u00D8\u00FF\u00FE\u00FB\u00FF"), 0, picture, 0, 6);
        String tidy = Base64.getEncoder().encodeToString(picture);
        String[] forms = {
            tidy,
            Base64.getUrlEncoder().encodeToString(picture),
            Base64.getMimeEncoder().encodeToString(picture),
            tidy.replace("=", ""),
            " " + tidy + "\n",
            tidy.replace("/", "%2F").replace("+", "%2B")
        };
        for (String form : forms) {
            DataUri uri = Objects.requireNonNull(DataUri.parse("data:image/*;base64," + form));
            assertThat(uri.actualType()).isEqualTo("image/jpeg");
            assertThat(uri.base64()).isEqualTo(tidy);
        }
        assertThat(type("data:image/x;base64,_9j_")).isEqualTo("image/jpeg");
    }

    @Test
    void withoutAKnownBeginTheLabelCounts() {
        assertThat(type("data:image/jpg;base64,AAAA")).isEqualTo("image/jpeg");
        assertThat(type("data:image/png;base64,")).isEqualTo("image/png");
        assertThat(type("data:image/png;base64,not base64!")).isEqualTo("image/png");
        assertThat(type("data:,Hello")).isEqualTo("text/plain");
        assertThat(type("data:image/png,%3Csvg/%3E")).isEqualTo("image/svg+xml");
    }

    private static String type(String uri) {
        return Objects.requireNonNull(DataUri.parse(uri)).actualType();
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }
}
