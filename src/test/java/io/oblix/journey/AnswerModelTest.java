package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.StreamedReply;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code model} says with {@code oblix.answer.model=qualified}; {@link ChatTest} has the default. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerModelTest {

    private static final String OLLAMA = "ollama:llama3.2:1b";
    private static final String OPENAI = "openai:gpt-4o-mini";
    private static final String CLAUDE = "claude:claude-sonnet-4-5";

    private TestServer server;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer(Map.of("oblix.answer.model", "qualified", "oblix.retry.max-delay", "10ms"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private StreamedReply stream(String model) throws Exception {
        return StreamedReply.of(server.chat("{\"model\":\"" + model
                + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {OLLAMA, OPENAI, CLAUDE})
    void aWholeAnswerHasTheQualifiedNameThatTheHeaderHas(String model) throws Exception {
        HttpResponse<String> answer = server.hello(model);

        assertThat(TestServer.json(answer).path("model").asText()).isEqualTo(model);
        assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo(model);
    }

    @ParameterizedTest
    @ValueSource(strings = {OLLAMA, OPENAI, CLAUDE})
    void eachChunkOfAStreamHasTheQualifiedName(String model) throws Exception {
        StreamedReply reply = stream(model);

        assertThat(reply.isWhole()).isTrue();
        assertThat(reply.models).containsExactly(model);
    }

    @Test
    void afterARescueChunksHaveTheNameOfTheModelThatFinishes() throws Exception {
        server.openai.failNext(new Fault.Cut(2));
        assertThat(stream("auto:cloud-first").models).containsExactly(OPENAI, OLLAMA);

        server.ollama.failNext(new Fault.Cut(2));
        assertThat(stream("auto:local-first").models).containsExactly(OLLAMA, OPENAI);
    }
}
