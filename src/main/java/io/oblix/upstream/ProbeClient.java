package io.oblix.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.ByteOrderMark;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks providers for their models and state, in the background only. Answers are limited in size and in total time, so
 * that one that never ends neither blocks a probe nor fills the memory.
 */
public record ProbeClient(UpstreamClient client) {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration TOTAL = Duration.ofSeconds(8);
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /**
     * @param contentType the media type without its parameters; empty when there is none
     * @param body null when it is not a JSON object
     */
    public record Answer(
            int status, String contentType, @Nullable ObjectNode body) {}

    /** @throws IOException when there is no answer in time, or one that is too large */
    public Answer get(String url, Map<String, String> headers) throws IOException {
        return send(url, headers, null);
    }

    /** @throws IOException when there is no answer in time, or one that is too large */
    public Answer post(String url, Map<String, String> headers, ObjectNode body) throws IOException {
        return send(url, headers, Json.bytes(body));
    }

    /**
     * Without a key.
     *
     * @throws IOException when there is no answer in time
     */
    public Answer head(String url) throws IOException {
        return answer(url, () -> client.head(url, CONNECT));
    }

    private Answer send(String url, Map<String, String> headers, byte @Nullable [] body) throws IOException {
        return answer(url, () -> client.send(url, headers, body, CONNECT));
    }

    private static Answer answer(String url, Supplier<UpstreamCall> sent) throws IOException {
        long deadline = System.nanoTime() + TOTAL.toNanos();
        try (UpstreamCall call = sent.get()) {
            UpstreamHead head = call.awaitHead(deadline - System.nanoTime(), () -> "did not begin to answer");
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            byte[] piece;
            while ((piece = call.nextPiece(deadline - System.nanoTime(), () -> "did not end its answer")) != null) {
                read.writeBytes(piece);
                if (read.size() > MAX_BYTES) {
                    throw new IOException(
                            UpstreamRequest.withoutQuery(url) + " answers with more than " + MAX_BYTES + " bytes");
                }
            }
            return new Answer(head.status(), head.contentType(), object(read.toByteArray()));
        } catch (UpstreamProblem failed) {
            throw new IOException(failed.text(), failed);
        } catch (IllegalStateException closed) {
            throw new IOException("this server is shutting down", closed);
        }
    }

    /** Together's list of models has no object around it. */
    private static @Nullable ObjectNode object(byte[] body) {
        byte[] json = ByteOrderMark.without(body);
        if (json.length > 0 && json[0] == '[') {
            JsonNode list = Json.valueOrNull(new String(json, StandardCharsets.UTF_8));
            return list == null ? null : Json.object().set("data", list);
        }
        return Json.objectOrNull(json);
    }
}
