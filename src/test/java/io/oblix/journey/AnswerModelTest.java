package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Story;
import io.oblix.fixture.StreamedReply;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code model} says with {@code oblix.answer.model=qualified}; {@link ChatTest} has the default. */
class AnswerModelTest {

    @RegisterExtension
    static final TestServer server =
            new TestServer(Map.of("oblix.answer.model", "qualified", "oblix.retry.max-delay", "10ms"));

    private static StreamedReply stream(String model) {
        return StreamedReply.of(server.hello(model, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {LOCAL, OPENAI, CLAUDE})
    void aWholeAnswerHasTheQualifiedNameThatTheHeaderHas(String model) {
        HttpResponse<String> answer = server.hello(model);

        assertThat(TestServer.json(answer).path("model").asText()).isEqualTo(model);
        assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo(model);
    }

    @ParameterizedTest
    @ValueSource(strings = {LOCAL, OPENAI, CLAUDE})
    void eachChunkOfAStreamHasTheQualifiedName(String model) {
        StreamedReply reply = stream(model);

        assertThat(reply.isWhole()).isTrue();
        assertThat(reply.models).containsExactly(model);
    }

    @Test
    void afterARescueChunksHaveTheNameOfTheModelThatFinishes() {
        Story.reset(server);
        server.openai.failNext(new Fault.Cut(2));
        assertThat(stream("auto:cloud-first").models).containsExactly(OPENAI, LOCAL);

        server.ollama.failNext(new Fault.Cut(2));
        assertThat(stream("auto:local-first").models).containsExactly(LOCAL, OPENAI);
    }
}
