package io.oblix.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeapEstimateTest {

    private static final String HARD =
            "{\"a\\\\\":[1,\"\\\\\\\"{[,:\",\"\\\\\\\\\"],\"\":{\"x,y\":\"\\\"\"},\"z\":\"\\\\u0022,\"}";

    private static long of(String... pieces) {
        HeapEstimate weight = new HeapEstimate();
        long sum = 0;
        for (String piece : pieces) {
            sum += weight.of(Unpooled.copiedBuffer(piece, StandardCharsets.UTF_8));
        }
        return sum;
    }

    /** Counts byte by byte, as a parser would. */
    private static long slowly(String json) {
        long values = 0;
        boolean inText = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inText && c == '\\') {
                i++;
            } else if (c == '"') {
                inText = !inText;
            } else if (!inText && ",:{[".indexOf(c) >= 0) {
                values++;
            }
        }
        return 4L * json.length() + 64 * values;
    }

    @Test
    void punctuationInStringsIsNotCounted() {
        assertThat(of("{\"a\":\",:{[\"}")).isEqualTo(4 * 12 + 64 * 2);
        assertThat(of(HARD)).isEqualTo(slowly(HARD));
    }

    @Test
    void theEstimateDoesNotDependOnHowTheBodyIsSplit() {
        long whole = of(HARD);
        for (int i = 0; i <= HARD.length(); i++) {
            for (int j = i; j <= HARD.length(); j++) {
                assertThat(of(HARD.substring(0, i), HARD.substring(i, j), HARD.substring(j)))
                        .as("cut at %d and %d", i, j)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void theEstimateEqualsThatOfAReaderOfSingleBytes() {
        Random random = new Random(1);
        for (int run = 0; run < 2_000; run++) {
            StringBuilder json = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                json.append("\\\"{[,:ab ".charAt(random.nextInt(9)));
            }
            assertThat(of(json.toString())).as(json.toString()).isEqualTo(slowly(json.toString()));
        }
    }
}
