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
        shapes.add("/v1/messages", other);

        assertThat(shapes.of("/v1/messages")).isSameAs(other);
        assertThat(shapes.of("/v1/messages/batches/1")).isSameAs(other);
        assertThat(shapes.of("/v1/messagesx")).isSameAs(ErrorShape.OPENAI);
        assertThat(shapes.of("/v1")).isSameAs(ErrorShape.OPENAI);
        assertThat(shapes.of("/")).isSameAs(ErrorShape.OPENAI);
        assertThat(shapes.isAdded("/v1/messages")).isTrue();
        assertThat(shapes.isAdded("/v1/messages/batches")).isFalse();
    }
}
