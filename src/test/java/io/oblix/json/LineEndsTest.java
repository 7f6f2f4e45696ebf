package io.oblix.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LineEndsTest {

    @Test
    void theNextEndIsFoundInAnyBytes() {
        byte[] others = {0, 9, 11, 12, 14, 'a', (byte) 0x8A, (byte) 0x8D, (byte) 0xFF};
        for (int seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                int kind = random.nextInt(30);
                bytes[i] = kind == 0 ? (byte) '\n' : kind == 1 ? (byte) '\r' : others[random.nextInt(others.length)];
            }
            int start = random.nextInt(bytes.length + 1);
            int end = random.nextInt(start, bytes.length + 1);
            int expected = start;
            while (expected < end && bytes[expected] != '\n' && bytes[expected] != '\r') {
                expected++;
            }
            assertThat(LineEnds.next(bytes, start, end)).as("seed %d", seed).isEqualTo(expected);
        }
    }
}
