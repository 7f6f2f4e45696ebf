package io.oblix.dialect.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import io.oblix.problem.UpstreamProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorFormTest {

    private static RawJson raw(String json) {
        byte[] bytes = ("x" + json + "y").getBytes(StandardCharsets.UTF_8);
        return new RawJson(bytes, 1, bytes.length - 1);
    }

    private static String in(VectorForm form, String vector) {
        return new String(form.of(raw(vector), "a:m"), StandardCharsets.UTF_8);
    }

    @Test
    void aVectorInTheFormThatIsWantedKeepsItsBytes() {
        String spaced = "[ 1.0,\n -0.006929283495992422, 2e-05 ]";

        assertThat(in(VectorForm.FLOATS, spaced)).isEqualTo(spaced);
        assertThat(in(VectorForm.BASE64, "\"Vj+QPA==\"")).isEqualTo("\"Vj+QPA==\"");
    }

    @Test
    void whatOpenAiSendsIsLittleEndian() {
        assertThat(in(VectorForm.FLOATS, "\"AACAPwAAAMAAAAAA\"")).isEqualTo("[1.0,-2.0,0.0]");
        assertThat(in(VectorForm.BASE64, "[1,-2.0,0]")).isEqualTo("\"AACAPwAAAMAAAAAA\"");
        assertThat(in(VectorForm.FLOATS, "\"\"")).isEqualTo("[]");
        assertThat(in(VectorForm.BASE64, "[]")).isEqualTo("\"\"");
    }

    @Test
    void eachFloatSurvivesBothWays() throws IOException {
        Random random = new Random(20261129);
        for (int run = 0; run < 300; run++) {
            float[] vector = new float[random.nextInt(40)];
            StringBuilder text = new StringBuilder("[");
            for (int i = 0; i < vector.length; i++) {
                float any;
                do {
                    any = run % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : random.nextFloat() - 0.5f;
                } while (!Float.isFinite(any));
                vector[i] = any;
                text.append(i == 0 ? "" : ", ").append(any);
            }
            String back = in(VectorForm.FLOATS, in(VectorForm.BASE64, text + "]"));
            JsonNode read = Json.MAPPER.readTree(back);
            assertThat(read).hasSize(vector.length);
            for (int i = 0; i < vector.length; i++) {
                assertThat(read.get(i).floatValue()).isEqualTo(vector[i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[null]", "[\"1\"]", "[[1]]", "[1e999]", "[{}]", "[true]"})
    void whatIsNoVectorOfNumbersIsTheProvidersFault(String vector) {
        assertThatThrownBy(() -> in(VectorForm.BASE64, vector))
                .isInstanceOf(UpstreamProblem.class)
                .hasMessageContaining("a:m");
    }

    /** Not base64, half a float, NaN, infinity. */
    @ParameterizedTest
    @ValueSource(strings = {"\"?\"", "\"AAA=\"", "\"AADAfw==\"", "\"AACAfw==\""})
    void whatIsNoBase64OfFloatsIsTheProvidersFault(String vector) {
        assertThatThrownBy(() -> in(VectorForm.FLOATS, vector)).isInstanceOf(UpstreamProblem.class);
    }
}
