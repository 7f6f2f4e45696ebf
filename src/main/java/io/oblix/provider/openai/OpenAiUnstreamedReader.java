package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.StandardErrors;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;

/**
 * An answer whose content type is not that of the stream that was asked for. It may be an error, a whole
 * {@code chat.completion} from a server that does not stream, which is turned into chunks, or a stream with a wrong
 * content type. Its first character tells: no event stream begins with a brace or a bracket.
 */
final class OpenAiUnstreamedReader implements AnswerReader {

    /** The limit for whole answers. */
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    /** The fields of a whole answer that each of its chunks repeats. */
    private static final List<String> OF_EACH_CHUNK = List.of("id", "created", "model", "system_fingerprint");

    private final ModelName model;
    private final OpenAiStreamReader stream;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(2048);
    private boolean streams;
    private boolean isJson;

    OpenAiUnstreamedReader(ModelName model, OpenAiStreamReader stream) {
        this.model = model;
        this.stream = stream;
    }

    @Override
    public void read(byte[] bytes, Consumer<AnswerEvent> out) {
        if (streams) {
            stream.read(bytes, out);
            return;
        }
        if (bytes.length > MAX_BYTES - body.size()) {
            throw StandardErrors.broken(model, "sent an answer of more than " + MAX_BYTES + " bytes");
        }
        body.writeBytes(bytes);
        if (!isJson && isStream(bytes)) {
            streams = true;
            stream.read(body.toByteArray(), out);
            body.reset();
        }
    }

    /** False while there is only white space or a byte-order mark, with which JSON may begin. */
    private boolean isStream(byte[] bytes) {
        for (byte b : bytes) {
            if (b >= 0 && !Character.isWhitespace(b)) {
                isJson = b == '{' || b == '[';
                return !isJson;
            }
        }
        return false;
    }

    @Override
    public boolean isWhole() {
        return isJson;
    }

    @Override
    public void end(Consumer<AnswerEvent> out) {
        if (streams) {
            stream.end(out);
            return;
        }
        ObjectNode answer = OpenAiWholeReader.answer(body.toByteArray(), model);
        JsonNode choices = answer.path("choices");
        new OpenAiChoices(model, false).fit(choices);
        for (JsonNode choice : choices) {
            stream.event(Json.bytes(content(answer, choice)), out);
            stream.event(Json.bytes(finish(answer, choice)), out);
        }
        if (answer.path("usage").isObject()) {
            ObjectNode usage = chunk(answer).set("usage", answer.path("usage"));
            usage.putArray("choices");
            stream.event(Json.bytes(usage), out);
        }
        stream.end(out);
    }

    private static ObjectNode content(ObjectNode answer, JsonNode whole) {
        ObjectNode chunk = chunk(answer);
        ObjectNode choice = choice(chunk, whole);
        ObjectNode delta = choice.putObject("delta").put("role", "assistant");
        if (whole.path("message") instanceof ObjectNode message) {
            delta.setAll(message);
            int index = 0;
            for (JsonNode call : message.path("tool_calls")) {
                if (call instanceof ObjectNode of) {
                    of.put("index", index++);
                }
            }
        }
        choice.putNull("finish_reason");
        if (whole.hasNonNull("logprobs")) {
            choice.set("logprobs", whole.path("logprobs"));
        }
        return chunk;
    }

    private static ObjectNode finish(ObjectNode answer, JsonNode whole) {
        ObjectNode chunk = chunk(answer);
        ObjectNode choice = choice(chunk, whole);
        choice.putObject("delta");
        choice.set("finish_reason", whole.path("finish_reason"));
        return chunk;
    }

    private static ObjectNode choice(ObjectNode chunk, JsonNode whole) {
        return chunk.putArray("choices")
                .addObject()
                .put("index", whole.path("index").asInt());
    }

    private static ObjectNode chunk(ObjectNode answer) {
        ObjectNode chunk = Json.object().put("object", "chat.completion.chunk");
        for (String field : OF_EACH_CHUNK) {
            if (answer.has(field)) {
                chunk.set(field, answer.path(field));
            }
        }
        return chunk;
    }
}
