package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.dialect.ollama.OllamaMemo;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Timing;
import io.oblix.upstream.LineParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer for a client that speaks Ollama's API: each line goes out as it is, with the model's name as the client wrote
 * it. The last line of one that only loads a model is all that there is, so it counts as content.
 */
final class NativeAnswer implements AnswerReader {

    /** Ollama writes it first. */
    private static final byte[] MODEL = "{\"model\":\"".getBytes(StandardCharsets.US_ASCII);

    private static final Map<String, byte[]> WITHOUT_LOGPROBS = Map.of("logprobs", TopLevelFields.LEFT_OUT);

    private final OllamaToOpenAiAnswer words;
    private final LineParser lines = new LineParser();
    private final byte[] asked;
    private final boolean streaming;
    private final boolean loading;
    private final boolean untold;

    /** @param untold whether the log probabilities that come with it were not asked for by the client */
    NativeAnswer(OllamaToOpenAiAnswer words, OllamaMemo memo, boolean streaming, boolean untold) {
        this.words = words;
        this.asked = TopLevelFields.quoted(memo.model());
        this.loading = memo.isLoading();
        this.streaming = streaming;
        this.untold = untold;
    }

    @Override
    public void read(byte[] bytes, Consumer<AnswerEvent> out) {
        lines.feed(bytes, line -> line(line, out));
    }

    @Override
    public void end(Consumer<AnswerEvent> out) {
        lines.end(line -> line(line, out));
        words.end(out);
    }

    private void line(byte[] line, Consumer<AnswerEvent> out) {
        if (line.length == 0 || words.isComplete()) {
            return;
        }
        List<AnswerEvent> says = new ArrayList<>(2);
        words.line(line, says::add);
        boolean content = loading;
        for (AnswerEvent event : says) {
            content |= isContent(event);
        }
        byte[] shown = untold ? withoutLogprobs(line) : line;
        if (says.isEmpty() && shown.length < line.length && !words.isComplete()) {
            // Only log probabilities, of a text that Ollama holds back.
            return;
        }
        out.accept(new AnswerEvent.Frame("", named(shown), content, says));
    }

    private static byte[] withoutLogprobs(byte[] line) {
        try {
            return TopLevelFields.of(line, Set.of()).with(WITHOUT_LOGPROBS);
        } catch (IOException notStrict) {
            ObjectNode json = OllamaToOpenAiAnswer.withoutLogprobs(line);
            return json == null ? line : Json.bytes(json);
        }
    }

    private static boolean isContent(AnswerEvent event) {
        return event.isContent() && !(event instanceof AnswerEvent.Finish);
    }

    /** The line by the name that the client knows, with its end in a stream. */
    private byte[] named(byte[] line) {
        int quote = Arrays.mismatch(line, MODEL) == MODEL.length ? endOfName(line) : -1;
        if (quote < 0) {
            byte[] changed = TopLevelFields.changed(line, Map.of("model", asked));
            return streaming ? ended(changed) : changed;
        }
        int start = MODEL.length - 1;
        int rest = line.length - quote - 1;
        byte[] named = Arrays.copyOf(line, start + asked.length + rest + (streaming ? 1 : 0));
        System.arraycopy(asked, 0, named, start, asked.length);
        System.arraycopy(line, quote + 1, named, start + asked.length, rest);
        if (streaming) {
            named[named.length - 1] = '\n';
        }
        return named;
    }

    /** The index of the closing quote; -1 if the name has escapes. */
    private static int endOfName(byte[] line) {
        for (int i = MODEL.length; i < line.length; i++) {
            if (line[i] == '"' || line[i] == '\\') {
                return line[i] == '"' ? i : -1;
            }
        }
        return -1;
    }

    private static byte[] ended(byte[] line) {
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        return ended;
    }

    @Override
    public boolean isComplete() {
        return words.isComplete();
    }

    @Override
    public @Nullable String model() {
        return words.model();
    }

    @Override
    public @Nullable Timing timing() {
        return words.timing();
    }
}
