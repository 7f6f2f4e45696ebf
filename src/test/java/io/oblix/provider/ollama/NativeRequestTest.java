package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Original;
import io.oblix.chat.Place;
import io.oblix.chat.Rendering;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.dialect.ollama.OllamaDialect;
import io.oblix.dialect.ollama.OllamaForm;
import io.oblix.dialect.ollama.OllamaMemo;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Work;
import io.oblix.settings.CallLimit;
import io.oblix.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of Ollama's clients for Ollama: {@code small} only writes, {@code able} does all and has 16384 tokens in memory. */
class NativeRequestTest {

    private static final String URL = "http://localhost:1";

    private static final Rendering RENDERING =
            new Rendering(Set.of(), List.of(), null, new OllamaMemo(OllamaForm.CHAT, "m", false, ""));

    private static OllamaProvider provider(@Nullable String keepAlive, @Nullable String most) {
        OllamaProvider provider = new OllamaProvider(new OllamaSettings(
                List.of(URL),
                keepAlive == null ? null : KeepAlive.parse(keepAlive),
                most == null ? null : KeepAlive.parse(most),
                32_768,
                CallLimit.NONE));
        OllamaSnapshot found = OllamaSnapshot.NONE.listed(
                OllamaListing.installed(json("{'models':[{'name':'small'},{'name':'able'}]}")),
                OllamaListing.loaded(json("{'models':[{'name':'able','context_length':16384}]}")));
        String show = "{'capabilities':[%s],'model_info':{'general.architecture':'a','a.context_length':131072}}";
        found = found.withDetails("small", Optional.of(OllamaListing.abilities(json(show.formatted("'completion'")))));
        found = found.withDetails(
                "able",
                Optional.of(OllamaListing.abilities(json(show.formatted("'completion','tools','vision','thinking'")))));
        provider.hosts().get(0).publish(found);
        return provider;
    }

    private static ObjectNode json(String text) {
        return Objects.requireNonNull(Json.objectOrNull(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    /** What facts and other providers read does not matter here. */
    private static ChatRequest request(String body, String chat) {
        byte[] read = ("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]" + chat + "}")
                .getBytes(StandardCharsets.UTF_8);
        return ChatRequestReader.read("req_1", read, null, new Cancellation())
                .in(
                        OllamaDialect.NAME,
                        new Original("/api/chat", body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Map.of()),
                        RENDERING);
    }

    private static UpstreamRequest sent(OllamaProvider provider, String model, String body, Question.ChosenBy by) {
        Work work = new Work(100, 0, false);
        return provider.translate(
                new Question(request(body, ""), work, by), new Place(new ModelName("ollama", model), URL));
    }

    private static ObjectNode sent(OllamaProvider provider, String model, String body) {
        return Objects.requireNonNull(Json.objectOrNull(
                sent(provider, model, body, Question.ChosenBy.CLIENT).body()));
    }

    @Test
    void onlyTheModelAndWhatTheClientLeftOpenDifferFromItsBytes() {
        String body =
                "{ 'model' : 'auto:latest',\t'messages':[{'role':'user','content':'1.50 é'}], 'options': {'temperature':0.10},'x':1e2}";

        String out = new String(
                sent(provider(null, "-1"), "small", body, Question.ChosenBy.CLIENT)
                        .body(),
                StandardCharsets.UTF_8);

        assertThat(out)
                .startsWith(
                        body.replace('\'', '"').replace("auto:latest", "small").substring(0, 90))
                .contains("\"x\":1e2", "\"truncate\":false", "\"shift\":false", "{\"temperature\":0.10}")
                .doesNotContain("keep_alive", "num_ctx");
    }

    @Test
    void theClientsOwnChoicesStay() {
        ObjectNode out = sent(
                provider("30m", "-1"),
                "small",
                "{'model':'m','truncate':true,'shift':true,'keep_alive':'5m','options':{'num_ctx':8192},'think':true}");

        assertThat(out.path("truncate").asBoolean()).isTrue();
        assertThat(out.path("shift").asBoolean()).isTrue();
        assertThat(out.path("keep_alive").asText()).isEqualTo("5m");
        assertThat(out.path("options").path("num_ctx").asInt()).isEqualTo(8192);
        assertThat(out.path("think").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
        30m, -1,  -,     "30m"
        30m, -1,  null,  "30m"
        30m, -1,  0,     0
        30m, -1,  -1,    -1
        30m, 10m, -1,    "10m"
        30m, 10m, "9m",  "9m"
        30m, 10m, 700,   "10m"
        30m, -,   -1,    "30m"
        -,   -,   -1,    -
        -,   -,   -,     -
        -,   -1,  -,     -
        """, quoteCharacter = '`')
    void keepAliveIsTheClientsWithinTheLimit(
            @Nullable String ours, @Nullable String most, @Nullable String asked, @Nullable String expected) {
        String body = "{'model':'m'" + (asked == null ? "" : ",'keep_alive':" + asked) + "}";
        UpstreamRequest out = sent(provider(ours, most), "small", body, Question.ChosenBy.CLIENT);
        JsonNode sent = json(new String(out.body(), StandardCharsets.UTF_8)).get("keep_alive");

        assertThat(sent == null ? null : sent.toString()).isEqualTo(expected);
        boolean same = asked == null || asked.equals("null") || asked.equals(expected);
        assertThat(out.ignoredParams().contains("keep_alive")).isEqualTo(!same);
    }

    @ParameterizedTest
    @CsvSource({
        // The loaded window is kept where it is enough, and none is larger than the limit.
        "able, 0, 16384",
        "able, 4096, 16384",
        "able, 16384, 16384",
        "able, 20000, 20000",
        "able, 999999, 32768",
        "small, 0, 0",
        "small, 2048, 2048",
        // An answer of usual length may not fit, which is up to the client.
        "small, 512, 512",
        "small, 999999, 32768"
    })
    void theWindowIsTheClientsWithinTheLimit(String model, int asked, int expected) {
        String body = "{'model':'m'" + (asked == 0 ? "" : ",'options':{'num_ctx':" + asked + ",'top_k':3}") + "}";
        ObjectNode out = sent(provider(null, null), model, body);

        assertThat(out.path("options").path("num_ctx").asInt()).isEqualTo(expected);
        assertThat(out.path("options").path("top_k").asInt()).isEqualTo(asked == 0 ? 0 : 3);
    }

    @Test
    void aModelThatAPolicyChoseIsNotAskedToThinkIfItCannot() {
        for (String think : List.of("true", "'high'")) {
            String body = "{'model':'auto','think':" + think + "}";

            assertThat(json(new String(
                                    sent(provider(null, null), "small", body, Question.ChosenBy.POLICY)
                                            .body(),
                                    StandardCharsets.UTF_8))
                            .has("think"))
                    .isFalse();
            assertThat(json(new String(
                                    sent(provider(null, null), "able", body, Question.ChosenBy.POLICY)
                                            .body(),
                                    StandardCharsets.UTF_8))
                            .has("think"))
                    .isTrue();
        }
    }

    @Test
    void aPictureThatOllamaWouldDropInSilenceIsRefused() {
        ChatRequest picture = request("{'model':'m'}", "")
                .withBody(
                        json(
                                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBORw0KGgo='}}]}]}"));
        ChatRequest asSent = picture.in(
                OllamaDialect.NAME,
                new Original("/api/chat", "{}".getBytes(StandardCharsets.UTF_8), Map.of()),
                RENDERING);
        Place small = new Place(new ModelName("ollama", "small"), URL);

        assertThatThrownBy(() -> provider(null, null)
                        .translate(new Question(asSent, Work.NONE, Question.ChosenBy.CLIENT), small))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("cannot see pictures");
    }

    @Test
    void aBadKeepAliveIsRefused() {
        assertThatThrownBy(() -> sent(provider(null, "-1"), "small", "{'model':'m','keep_alive':'soon'}"))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("keep_alive");
    }

    /** Fields in any order, unknown ones and white space among them, stay what they were. */
    @Test
    void allOtherFieldsStayWhatTheyWere() {
        List<String> fields = List.of(
                "'messages':[{'role':'user','content':'a'}]",
                "'stream':false",
                "'format':'json'",
                "'a':[1,{'b':null}]",
                "'keep_alive':'1m'",
                "'options':{'num_ctx':4096,'seed':1}",
                "'truncate':true",
                "'z':1.500");
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            StringBuilder body = new StringBuilder("{");
            for (int i = 0; i < fields.size(); i++) {
                if (random.nextBoolean()) {
                    body.append(fields.get(i)).append(random.nextBoolean() ? "," : " ,\n ");
                }
            }
            String text = body.append("'model':'x'}").toString();
            ObjectNode in = json(text);
            ObjectNode out = sent(provider(null, "-1"), "small", text);

            in.put("model", "small");
            for (String ours : List.of("truncate", "shift")) {
                out.remove(in.has(ours) ? List.of() : List.of(ours));
            }
            assertThat(out).isEqualTo(in);
        }
    }
}
