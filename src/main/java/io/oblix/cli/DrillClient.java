package io.oblix.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client that checks what it gets: the whole answer, a clear error, or neither. */
final class DrillClient {

    enum Got {
        ANSWER,
        ERROR,
        NEITHER
    }

    /** @param detail where the answer came from, or what is wrong with the reply */
    record Reply(Got got, String detail, Duration after) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final String expected;
    private final Duration timeout;

    /**
     * @param expected the text of the answer, from either model
     * @param timeout after which an answer counts as lost
     */
    DrillClient(String expected, Duration timeout) {
        this.expected = expected;
        this.timeout = timeout;
    }

    Reply ask(int port, String model, boolean streamed) throws InterruptedException {
        ObjectNode body = Json.object().put("model", model).put("stream", streamed);
        body.putArray("messages").addObject().put("role", "user").put("content", "Tell me a story.");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                .build();
        long started = System.nanoTime();
        Reply reply;
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            reply = answer.statusCode() == 200 ? judge(answer, streamed) : error(answer.body(), answer.statusCode());
        } catch (IOException lost) {
            reply = neither(lost.getClass().getSimpleName());
        }
        return new Reply(reply.got(), reply.detail(), Duration.ofNanos(System.nanoTime() - started));
    }

    private Reply judge(HttpResponse<byte[]> answer, boolean streamed) {
        String target = answer.headers().firstValue("x-oblix-target").orElse("?");
        if (streamed) {
            return stream(new String(answer.body(), StandardCharsets.UTF_8), target);
        }
        ObjectNode json = Json.objectOrNull(answer.body());
        if (json == null) {
            return neither("a 200 that is not JSON");
        }
        String text = json.at("/choices/0/message/content").asText();
        return text.equals(expected)
                ? new Reply(Got.ANSWER, target, Duration.ZERO)
                : neither("a 200 with " + text.length() + " of " + expected.length() + " characters");
    }

    private Reply stream(String events, String target) {
        StringBuilder text = new StringBuilder();
        String finish = "";
        boolean rescued = false;
        String first = "";
        for (String line : events.split("\n", -1)) {
            if (line.equals("data: [DONE]")) {
                return text.toString().equals(expected) && finish.equals("stop")
                        ? new Reply(
                                Got.ANSWER,
                                rescued ? target + ", then " + (target.equals("local") ? "cloud" : "local") : target,
                                Duration.ZERO)
                        : neither("the end of the stream after " + text.length() + " of " + expected.length()
                                + " characters");
            }
            if (!line.startsWith("data: ")) {
                continue;
            }
            ObjectNode event = Json.objectOrNull(line.substring(6).getBytes(StandardCharsets.UTF_8));
            if (event == null) {
                return neither("an event that is not JSON");
            }
            if (event.has("error")) {
                return expected.startsWith(text.toString())
                        ? new Reply(Got.ERROR, event.at("/error/code").asText("error"), Duration.ZERO)
                        : neither("an error after wrong text");
            }
            first = first.isEmpty() ? event.path("model").asText() : first;
            rescued |= !event.path("model").asText().equals(first);
            JsonNode choice = event.at("/choices/0");
            text.append(choice.at("/delta/content").asText(""));
            finish = choice.path("finish_reason").asText(finish);
        }
        return neither("a stream without an end");
    }

    private static Reply error(byte[] body, int status) {
        ObjectNode json = Json.objectOrNull(body);
        if (json == null || !json.at("/error/message").isTextual()) {
            return neither("status " + status + " without an error in OpenAI's shape");
        }
        return new Reply(Got.ERROR, (status + " " + json.at("/error/code").asText("")).strip(), Duration.ZERO);
    }

    private static Reply neither(String detail) {
        return new Reply(Got.NEITHER, detail, Duration.ZERO);
    }
}
