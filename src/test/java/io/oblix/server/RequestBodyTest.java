package io.oblix.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBodyTest {

    /** A chunk of one byte would otherwise take a hundred. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 1024", "1023, 1024", "7, 300", "1, 65536", "1024, 1024"})
    void piecesTakeNoMoreThanTwiceTheirBytes(int one, int other) {
        List<Buffer> pieces = new ArrayList<>();
        Buffer expected = Buffer.buffer();
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[i % 2 == 0 ? one : other];
            bytes[0] = (byte) i;
            expected.appendBytes(bytes);
            RequestBody.add(pieces, Buffer.buffer(bytes));
        }

        Buffer joined = Buffer.buffer();
        long held = 0;
        for (Buffer piece : pieces) {
            joined.appendBuffer(piece);
            held += ((BufferImpl) piece).byteBuf().capacity();
        }
        assertThat(joined).isEqualTo(expected);
        assertThat(held).isLessThanOrEqualTo(2L * Math.max(64, expected.length()));
        assertThat(pieces.size()).isLessThanOrEqualTo(1 + expected.length() / 1024);
    }
}
