package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Question;
import io.oblix.provider.claude.ClaudeSettings.Caching;
import io.oblix.upstream.UpstreamHead;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is asked in place of a question that was refused for something that no client sent. */
class ClaudeRefusalsTest {

    private static final ModelName MODEL = new ModelName("claude", "claude-sonnet-4-5");
    private static final Place PLACE = new Place(MODEL, "http://localhost:1");
    private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
    private static final String NO_MARKS = "cache_control: Extra inputs are not permitted";
    private static final String NO_ROOM =
            "input length and `max_tokens` exceed context limit: 188240 + 64000 > 200000, decrease input length or"
                    + " `max_tokens` and try again";

    private final ClaudeProvider claude = new ClaudeProvider(
            new Endpoint("claude", Side.CLOUD, "http://localhost:1", null, false, "none"),
            new ClaudeSettings(false, false, Caching.AUTO));

    @Test
    void marksThatAServerRefusesAreLeftOutFromThenOn() {
        Question question = question(TOOLS);
        assertThat(sent(question).has("cache_control")).isTrue();
        assertThat(claude.rephrase(question, refusal(NO_MARKS), PLACE)).isSameAs(question);
        assertThat(sent(question).has("cache_control")).isFalse();
        assertThat(claude.rephrase(question, refusal(NO_MARKS), PLACE)).isNull();
    }

    @Test
    void theClientsOwnMarksAreItsOwnAffair() {
        Question marked = question(TOOLS + ",\"cache_control\":{\"type\":\"ephemeral\"}");
        assertThat(claude.rephrase(marked, refusal(NO_MARKS), PLACE)).isNull();
        assertThat(sent(question(TOOLS)).has("cache_control")).isTrue();
    }

    @Test
    void anOlderVersionIsNamedWhereTheNewestIsNotKnown() {
        Question question = question("");
        String refusal = "anthropic-version: \\\"2026-10-21\\\" is not a valid version";
        assertThat(version(question)).isEqualTo(ClaudeProvider.VERSION);
        assertThat(claude.rephrase(question, refusal(refusal), PLACE)).isSameAs(question);
        assertThat(version(question)).isEqualTo(ClaudeProvider.VERSION_WITH_SAMPLING);
        assertThat(claude.rephrase(question, refusal(refusal), PLACE)).isNull();
    }

    @Test
    void anAnswerWithoutALimitOfTheClientsGetsTheRoomThatThePromptLeaves() {
        Question again = Objects.requireNonNull(claude.rephrase(question(""), refusal(NO_ROOM), PLACE));
        assertThat(sent(again).path("max_tokens").asInt()).isEqualTo(200_000 - 188_240);
    }

    @Test
    void aLimitOfTheClientsAndAPromptThatLeavesNoRoomAreNotAskedAgain() {
        assertThat(claude.rephrase(question(",\"max_tokens\":64000"), refusal(NO_ROOM), PLACE))
                .isNull();
        assertThat(claude.rephrase(question(""), refusal(NO_ROOM.replace("188240", "199990")), PLACE))
                .isNull();
        assertThat(claude.rephrase(question(""), refusal("prompt is too long: 208310 tokens > 200000 maximum"), PLACE))
                .isNull();
        assertThat(claude.rephrase(question(""), refusal("messages: field required"), PLACE))
                .isNull();
    }

    private UpstreamProblem refusal(String message) {
        String body = "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"" + message + "\"}}";
        return claude.problem(MODEL, new UpstreamHead(400, Map.of()), body.getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode sent(Question question) {
        return Objects.requireNonNull(
                Json.objectOrNull(claude.translate(question, PLACE).body()));
    }

    private String version(Question question) {
        return Objects.requireNonNull(
                claude.translate(question, PLACE).headers().get("anthropic-version"));
    }

    private static Question question(String more) {
        String body = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]" + more + "}";
        return Questions.named(
                ChatRequestReader.read("id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation()));
    }
}
