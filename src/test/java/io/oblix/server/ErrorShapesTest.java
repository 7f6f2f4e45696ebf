package io.oblix.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.server.reply.ErrorShape;
import org.junit.jupiter.api.Test;

/** Which API's errors a path has. */
class ErrorShapesTest {

    @Test
    void aPathHasTheShapeThatWasSetForItOrForOneAboveIt() {
        ErrorShape other = (problem, requestId) -> new byte[0];
        ErrorShapes shapes = new ErrorShapes();
        shapes.serve("/v1/messages", other);
        shapes.serve("/messages", other);
        shapes.add("/v1/files", other);

        assertThat(shapes.of("/v1/messages")).isSameAs(other);
        assertThat(shapes.of("/v1/messages/batches/1")).isSameAs(other);
        assertThat(shapes.of("/v1/messagesx")).isSameAs(ErrorShape.OPENAI);
        assertThat(shapes.of("/v1")).isSameAs(ErrorShape.OPENAI);
        assertThat(shapes.of("/")).isSameAs(ErrorShape.OPENAI);
        assertThat(shapes.of("/v1/files")).isSameAs(other);
        assertThat(shapes.isServed("/v1/messages")).isTrue();
        assertThat(shapes.isServed("/v1/messages/batches")).isFalse();
        assertThat(shapes.served()).containsExactly("/v1/messages");
    }
}
