package io.oblix.cli;

import io.oblix.simulator.ClientApi;
import io.oblix.simulator.Heard;
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

    private static final String QUESTION = "Tell me a story.";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String story;
    private final Duration timeout;

    /**
     * @param story the text of the answer, from either model
     * @param timeout after which an answer counts as lost
     */
    DrillClient(String story, Duration timeout) {
        this.story = story;
        this.timeout = timeout;
    }

    Reply ask(int port, ClientApi api, String model, boolean streamed) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + api.path()))
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofString(
                        api.asking(model, QUESTION, streamed).toString(), StandardCharsets.UTF_8))
                .build();
        long started = System.nanoTime();
        Reply reply;
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            reply = judge(api, answer, streamed);
        } catch (IOException lost) {
            reply = neither(lost.getClass().getSimpleName());
        }
        return new Reply(reply.got(), reply.detail(), Duration.ofNanos(System.nanoTime() - started));
    }

    private Reply judge(ClientApi api, HttpResponse<byte[]> answer, boolean streamed) {
        Heard heard = api.heard(answer.statusCode(), answer.body(), streamed);
        String expected = api.streams() ? story : ClientApi.vectorOf(QUESTION);
        return switch (heard.end()) {
            case WHOLE ->
                heard.text().equals(expected)
                        ? new Reply(Got.ANSWER, origin(answer, heard), Duration.ZERO)
                        : neither("an answer of " + heard.text().length() + " of " + expected.length() + " characters");
            case ERROR ->
                expected.startsWith(heard.text())
                        ? new Reply(Got.ERROR, kind(answer.statusCode(), heard), Duration.ZERO)
                        : neither("an error after wrong text");
            case BROKEN -> neither(heard.detail());
        };
    }

    /** The side that answered, or both where a stream was rescued and its dialect names the model that went on. */
    private static String origin(HttpResponse<byte[]> answer, Heard heard) {
        String target = answer.headers().firstValue("x-oblix-target").orElse("?");
        boolean rescued = heard.models().size() > 1;
        return rescued ? target + ", then " + (target.equals("local") ? "cloud" : "local") : target;
    }

    private static String kind(int status, Heard error) {
        if (status == 200) {
            return error.code().isEmpty() ? "error" : error.code();
        }
        return (status + " " + error.code()).strip();
    }

    private static Reply neither(String detail) {
        return new Reply(Got.NEITHER, detail, Duration.ZERO);
    }
}
