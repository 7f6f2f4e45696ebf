package io.oblix.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.server.reply.ErrorShape;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

/** Which API's errors a path has. */
class ErrorShapesTest {

    private static final MultiMap NONE = MultiMap.caseInsensitiveMultiMap();

    @Test
    void aPathHasTheShapeThatWasSetForItOrForOneAboveIt() {
        ErrorShape other = (problem, requestId) -> new byte[0];
        ErrorShapes shapes = new ErrorShapes();
        shapes.serve("/v1/messages", other);
        shapes.serve("/messages", other);
        shapes.add("/v1/files", other);

        assertThat(shapes.of("/v1/messages", NONE)).isSameAs(other);
        assertThat(shapes.of("/v1/messages/batches/1", NONE)).isSameAs(other);
        assertThat(shapes.of("/v1/messagesx", NONE)).isSameAs(ErrorShape.OPENAI);
        assertThat(shapes.of("/v1", NONE)).isSameAs(ErrorShape.OPENAI);
        assertThat(shapes.of("/", NONE)).isSameAs(ErrorShape.OPENAI);
        assertThat(shapes.of("/v1/files", NONE)).isSameAs(other);
        assertThat(shapes.isServed("/v1/messages")).isTrue();
        assertThat(shapes.isServed("/v1/messages/batches")).isFalse();
        assertThat(shapes.isServed("/v1/messages/"))
                .as("routes find it so, too")
                .isTrue();
        assertThat(shapes.served()).containsExactly("/v1/messages");
    }

    @Test
    void aPathOfNoApiHasTheShapeOfTheClientThatNamesItsOwn() {
        ErrorShape other = (problem, requestId) -> new byte[0];
        ErrorShape ofPath = (problem, requestId) -> new byte[1];
        ErrorShapes shapes = new ErrorShapes();
        shapes.addFor("anthropic-version", other);
        shapes.add("/api", ofPath);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Anthropic-Version", "2023-06-01");

        assertThat(shapes.of("/v1/models", headers)).isSameAs(other);
        assertThat(shapes.of("/api/tags", headers)).isSameAs(ofPath);
        assertThat(shapes.of("/v1/models", NONE)).isSameAs(ErrorShape.OPENAI);
    }
}
