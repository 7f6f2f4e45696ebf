package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.models.chat.completions.ChatCompletion;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Golden;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The translations of one provider, both ways, against the files in its folder of the test resources.
 *
 * <p>{@code requests/NAME.request.json} becomes {@code NAME.expected.json}: what is {@code sent} and {@code ignored}, or
 * how it is {@code refused}.
 *
 * <p>{@code answers/NAME.sse} and {@code .ndjson} are streams, {@code NAME.json} is a whole answer. They become
 * {@code NAME.chunks}, {@code NAME.without-usage.chunks} for a client that did not ask for the usage, and
 * {@code NAME.whole.json}; for each stream at least one of these exists.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ProviderGoldens {

    private static final String CHUNKS = ".chunks";
    private static final String CHUNKS_WITHOUT_USAGE = ".without-usage.chunks";
    private static final String WHOLE = ".whole.json";
    private static final List<String> ENDINGS = List.of(CHUNKS, CHUNKS_WITHOUT_USAGE, WHOLE);

    private final Provider provider;
    private final ModelName model;

    protected ProviderGoldens(Provider provider, String model) {
        this.provider = provider;
        this.model = new ModelName(provider.name(), model);
    }

    List<Golden> requests() {
        return Golden.in(Provider.class, provider.name() + "/requests", ".request.json");
    }

    List<Golden> streams() {
        return Golden.in(Provider.class, provider.name() + "/answers", ".sse", ".ndjson");
    }

    /** Each stream with the ending of each file that says what it becomes. */
    List<Arguments> streamsWithEndings() {
        return streams().stream()
                .flatMap(golden -> ENDINGS.stream().filter(golden::has).map(ending -> Arguments.of(golden, ending)))
                .toList();
    }

    List<Golden> wholes() {
        return Golden.in(Provider.class, provider.name() + "/answers", ".json").stream()
                .filter(golden -> !golden.name().endsWith(".whole"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsSentOrRefusedAsItsFileSays(Golden golden) {
        assertThat(Golden.canonical(outcome(golden.bytes())))
                .isEqualTo(Golden.canonical(golden.text(".expected.json")));
    }

    private ObjectNode outcome(byte[] body) {
        ObjectNode outcome = Json.object();
        try {
            ChatRequest request = ChatRequestReader.read("golden", body, null, new Cancellation());
            ModelName asked = Objects.requireNonNull(ModelName.parse(request.model()));
            UpstreamRequest upstream = provider.translate(
                    Questions.named(request), provider.places(asked).get(0));
            outcome.set("sent", Json.objectOrNull(upstream.body()));
            upstream.ignoredParams().forEach(outcome.withArray("ignored")::add);
            if (upstream.ignoredParams().isEmpty()) {
                outcome.remove("ignored");
            }
        } catch (RequestProblem refused) {
            outcome.putObject("refused")
                    .put("message", refused.text())
                    .put("param", refused.param())
                    .put("code", refused.code());
        }
        return outcome;
    }

    @ParameterizedTest
    @MethodSource("streams")
    void eachStreamHasAFileThatSaysWhatItBecomes(Golden golden) {
        assertThat(ENDINGS).anyMatch(golden::has);
    }

    @ParameterizedTest
    @MethodSource("streamsWithEndings")
    void aStreamBecomesWhatItsFileSays(Golden golden, String ending) {
        boolean usageWanted = !ending.equals(CHUNKS_WITHOUT_USAGE);
        ReadAnswer answer = read(usageWanted, golden.bytes());
        if (ending.equals(WHOLE)) {
            assertThat(Golden.canonical(answer.whole(model.toString())))
                    .isEqualTo(Golden.canonical(golden.text(WHOLE)));
        } else {
            assertThat(answer.stream(model.toString(), usageWanted)).isEqualTo(golden.text(ending));
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void theOfficialClientReadsEveryStream(Golden golden) {
        for (boolean usageWanted : new boolean[] {true, false}) {
            ReadAnswer answer = read(usageWanted, golden.bytes());
            if (answer.problem() == null) {
                ReadStream stream = ReadStream.of(answer.stream(model.toString(), usageWanted));
                ChatCompletion read = stream.accumulated(!provider.name().equals("openai"));
                assertThat(read.model()).isEqualTo(model.toString());
                assertThat(read.choices()).isNotEmpty();
                assertThat(read.choices().get(0).message().content().orElse(""))
                        .isEqualTo(stream.gathered()
                                .at("/choices/0/message/content")
                                .asText(""));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("wholes")
    void aWholeAnswerBecomesTheAnswerOfItsFile(Golden golden) {
        ReadAnswer answer = ReadAnswer.of(wholeReader(), golden.bytes());
        assertThat(Golden.canonical(answer.whole(model.toString()))).isEqualTo(Golden.canonical(golden.text(WHOLE)));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamIsReadTheSameHoweverTheNetworkSplitsIt(Golden golden) {
        byte[] bytes = golden.bytes();
        List<String> inOnePiece = read(true, bytes).eventTexts();
        assertThat(read(true, ReadAnswer.byteByByte(bytes)).eventTexts()).isEqualTo(inOnePiece);
        for (int i = 0; i <= bytes.length; i++) {
            assertThat(read(true, ReadAnswer.splitAt(bytes, i)).eventTexts())
                    .as("split at %d", i)
                    .isEqualTo(inOnePiece);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamThatBreaksOffIsNeverAWholeAnswer(Golden golden) {
        ReadAnswer all = read(true, golden.bytes());
        for (int length = 0; length < golden.bytes().length; length++) {
            ReadAnswer cut = read(true, Arrays.copyOf(golden.bytes(), length));
            if (cut.problem() == null) {
                assertThat(cut.contentTexts()).as("cut at %d", length).isEqualTo(all.contentTexts());
            } else {
                assertThat(cut.events()).as("cut at %d", length).noneMatch(AnswerEvent.Finish.class::isInstance);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("wholes")
    void aWholeAnswerThatBreaksOffIsAProblem(Golden golden) {
        byte[] bytes = golden.bytes();
        int end = new String(bytes, StandardCharsets.ISO_8859_1).stripTrailing().length();
        for (int length = 0; length < end; length++) {
            assertThat(ReadAnswer.of(wholeReader(), Arrays.copyOf(bytes, length))
                            .problem())
                    .as("cut at %d", length)
                    .isNotNull();
        }
    }

    private ReadAnswer read(boolean usageWanted, byte[]... pieces) {
        return ReadAnswer.of(provider.reader(request(true, usageWanted), model, "text/event-stream"), pieces);
    }

    private AnswerReader wholeReader() {
        return provider.reader(request(false, false), model, "application/json");
    }

    private static ChatRequest request(boolean streaming, boolean usageWanted) {
        ObjectNode body = Json.object();
        JsonNode message = Json.object().put("role", "user").put("content", "Hello");
        body.putArray("messages").add(message);
        body.put("stream", streaming);
        body.putObject("stream_options").put("include_usage", usageWanted);
        return ChatRequestReader.read("golden", Json.bytes(body), null, new Cancellation());
    }
}
