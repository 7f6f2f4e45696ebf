package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Question;
import io.oblix.provider.ReadAnswer;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A field that was added here and refused is left out from then on. */
class OpenAiRefusalsTest {

    private static final String URL = "http://localhost:1/v1";
    private static final String STREAM = "\"stream\":true,\"stream_options\":{\"include_usage\":true}";

    private final OpenAiProvider provider =
            new OpenAiProvider(new Endpoint("any", Side.CLOUD, URL, null, false, "none"));
    private final Place place = new Place(new ModelName("any", "m"), URL);

    private static ChatRequest request(String fields) {
        return ChatRequestReader.read(
                "id",
                ("{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"x\"}],"
                                + fields + "}")
                        .getBytes(StandardCharsets.UTF_8),
                null,
                new Cancellation());
    }

    private JsonNode sent(Question question, Place to) {
        return Objects.requireNonNull(
                Json.objectOrNull(provider.translate(question, to).body()));
    }

    private boolean asksAgain(Question question, Place to, String body) {
        UpstreamProblem refusal =
                provider.problem(to.model(), new UpstreamHead(422, Map.of()), body.getBytes(StandardCharsets.UTF_8));
        return provider.rephrase(question, refusal, to) != null;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"object\":\"error\",\"message\":{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\","
                        + "\"stream_options\"],\"msg\":\"Extra inputs are not permitted\"}]},\"type\":\"invalid_request_error\"}",
                "{\"error\":{\"message\":\"Unrecognized request argument supplied: stream_options\"}}",
                "{\"detail\":\"include_usage is a field of tomorrow\"}",
                "stream_options?",
                "{\"error\":{\"message\":\"no\",\"param\":\"stream_options.include_usage\"}}"
            })
    void aServerThatRefusesStreamOptionsIsAskedAgainWithoutThem(String refusal) {
        Question question = Questions.named(request("\"stream\":true"));
        assertThat(sent(question, place).has("stream_options")).isTrue();

        assertThat(asksAgain(question, place, refusal)).isTrue();
        assertThat(sent(question, place).has("stream_options")).isFalse();
        assertThat(asksAgain(question, place, refusal))
                .as("for a request that was under way")
                .isTrue();
        assertThat(sent(question, new Place(new ModelName("any", "other"), URL)).has("stream_options"))
                .as("for another model of the server")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"error":{"message":"messages: field required"}}
            {"error":{"message":"HTTP 422"}}
            ^^
            """)
    void anyOtherRefusalIsTheClients(String refusal) {
        assertThat(asksAgain(Questions.named(request("\"stream\":true")), place, refusal))
                .isFalse();
    }

    @Test
    void whatTheClientItselfAskedOfANamedModelIsNotAskedAgain() {
        Question question = Questions.named(request(STREAM));
        assertThat(asksAgain(question, place, "no stream_options please")).isFalse();
        assertThat(sent(question, place).has("stream_options")).isTrue();
    }

    @Test
    void whereAPolicyChoseTheClientsOwnAreLeftOutAndListed() {
        Question question = Questions.chosen(request(STREAM));
        assertThat(asksAgain(question, place, "no stream_options please")).isTrue();

        UpstreamRequest again = provider.translate(question, place);
        assertThat(again.ignoredParams()).containsExactly("stream_options");
        assertThat(sent(question, place).has("stream_options")).isFalse();
    }

    @Test
    void theUsageIsEstimatedThenAndMarked() {
        Question question = Questions.chosen(request(STREAM));
        asksAgain(question, place, "no stream_options please");
        String text = "An answer of a few words";
        byte[] stream = ("data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                        + text + "\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
                .getBytes(StandardCharsets.UTF_8);

        ReadAnswer answer =
                ReadAnswer.of(provider.reader(question.request(), place.model(), "text/event-stream"), stream);

        List<AnswerEvent> events = answer.events();
        JsonNode last =
                Objects.requireNonNull(Json.objectOrNull(((AnswerEvent.Chunk) events.get(events.size() - 1)).json()));
        assertThat(last.path("choices")).isEmpty();
        assertThat(last.path("id").asText()).isEqualTo("c");
        assertThat(last.at("/usage/estimated").asBoolean()).isTrue();
        assertThat(last.at("/usage/completion_tokens").asInt()).isBetween(4, 8);
        assertThat(last.at("/usage/prompt_tokens").asInt()).isPositive();
        assertThat(events)
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                AnswerEvent.Counted.class,
                                counted ->
                                        assertThat(counted.usage().isEstimate()).isTrue()));
    }

    @Test
    void aLimitIsRenamedToTheNameThatTheServerKnows() {
        Question question = Questions.named(request("\"max_completion_tokens\":7"));
        assertThat(sent(question, place).has("max_tokens")).isTrue();
        assertThat(asksAgain(
                        question,
                        place,
                        "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens' is not supported with this model."
                                + " Use 'max_completion_tokens' instead.\"}}"))
                .isTrue();
        assertThat(sent(question, place).path("max_completion_tokens").asInt()).isEqualTo(7);
        assertThat(sent(question, place).has("max_tokens")).isFalse();
    }

    @Test
    void aLimitThatIsTooLargeIsNotRenamed() {
        assertThat(asksAgain(
                        Questions.named(request("\"max_tokens\":70000")),
                        place,
                        "{\"error\":{\"message\":\"max_tokens is too large: 70000. This model supports at most 4096"
                                + " completion tokens.\",\"param\":\"max_tokens\"}}"))
                .isFalse();
    }

    @Test
    void theRoleDeveloperBecomesSystemWhereItIsNotKnown() {
        Place reasoning = new Place(new ModelName("any", "o3"), URL);
        Question question = Questions.chosen(request("\"seed\":1"));
        assertThat(sent(question, reasoning).at("/messages/0/role").asText()).isEqualTo("developer");
        assertThat(asksAgain(question, reasoning, "{\"detail\":\"Unexpected role: developer\"}"))
                .isTrue();
        assertThat(sent(question, reasoning).at("/messages/0/role").asText()).isEqualTo("system");
    }
}
