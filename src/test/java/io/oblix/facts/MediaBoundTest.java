package io.oblix.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaBoundTest {

    /** More than a file of another kind counts as. */
    private static final int PAGES = 60;

    private static final int MOST_OF_A_PAGE = 2_300;

    /** Claude is sent the first as a PDF by its name; a reader of PDFs looks for its beginning in the first kilobyte. */
    @ParameterizedTest
    @CsvSource({"a.PDF, x%PDF-1.4", "a, %PDF-1.4", "'', %PDF-1.4"})
    void theBareBase64OfAPdfCountsByItsPages(String name, String beginning) {
        byte[] pdf = (beginning + "\n" + "<</Type /Page>>".repeat(PAGES)).getBytes(StandardCharsets.US_ASCII);
        var part = Json.object().put("type", "file");
        part.putObject("file")
                .put("filename", name)
                .put("file_data", Base64.getEncoder().encodeToString(pdf));

        assertThat(new MediaBound(() -> PictureTokens.OF_UNKNOWN_MODEL).of(part))
                .isBetween((long) PAGES * MOST_OF_A_PAGE, (long) PAGES * PictureTokens.OF_UNKNOWN_MODEL.of(null));
    }
}
