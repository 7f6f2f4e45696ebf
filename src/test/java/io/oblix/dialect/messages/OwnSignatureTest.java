package io.oblix.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The signature of thinking that is not Claude's, and the way back. */
class OwnSignatureTest {

    private static ObjectNode block(String text, String signature) {
        return Json.object().put("type", "thinking").put("thinking", text).put("signature", signature);
    }

    @Test
    void thinkingThatIsNotShownComesBackFromItsSignature() {
        String thought = "So läuft es. ".repeat(4_000);
        String signature = OwnSignature.of(thought, false);

        assertThat(signature).startsWith("oblix1z.").hasSizeLessThan(2_000);
        assertThat(OwnSignature.text(block("", signature))).isEqualTo(thought);
        assertThat(OwnSignature.isForeignToClaude(signature)).isTrue();
    }

    @Test
    void thinkingThatIsShownHasAShortSignatureThatIsAlwaysTheSame() {
        String signature = OwnSignature.of("A thought", true);

        assertThat(signature).startsWith("oblix1.").hasSize(23).isEqualTo(OwnSignature.of("A thought", true));
        assertThat(OwnSignature.text(block("A thought", signature))).isEqualTo("A thought");
        assertThat(OwnSignature.text(block("", signature))).isNull();
    }

    @Test
    void thinkingThatIsTooLongForItsSignatureIsNotKeptThere() {
        assertThat(OwnSignature.of("x".repeat(70_000), false)).startsWith("oblix1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"oblix1z.", "oblix1z.!!", "oblix1z.AAAA", "oblix1z.eNoDAAAAAAE", "EqRealSignature", ""})
    void whatIsNotOursHasNoText(String signature) {
        String text = OwnSignature.text(block("", signature));

        assertThat(text == null || text.isEmpty()).isTrue();
    }

    @Test
    void aSignatureThatInflatesBeyondWhatOursHoldIsRefused() {
        // A megabyte of noughts in a kilobyte.
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[1 << 20]);
        deflater.finish();
        byte[] buffer = new byte[4096];
        while (!deflater.finished()) {
            bomb.write(buffer, 0, deflater.deflate(buffer));
        }
        String signature = "oblix1z." + Base64.getUrlEncoder().withoutPadding().encodeToString(bomb.toByteArray());

        assertThat(OwnSignature.text(block("", signature))).isNull();
    }
}
