package io.oblix.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/**
 * A model that says the same few words to everybody, in the format that it is asked in. It listens on this machine only, and
 * costs a server next to nothing, as it shares its event loops: a {@link SimulatedProvider} can do more.
 */
public final class SampleModel implements AutoCloseable {

    private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");

    private static final String OPENAI = """
            {"id":"sample","object":"chat.completion","created":1,"model":"sample","choices":[{"index":0,"message":\
            {"role":"assistant","content":"Paris, since 987."},"logprobs":{"content":[{"token":"Paris","logprob":-0.1}]},\
            "finish_reason":"stop"}],\
            "usage":{"prompt_tokens":20,"completion_tokens":6,"total_tokens":26}}""";

    private static final String OPENAI_STREAM = openAiPiece("{\"role\":\"assistant\",\"content\":\"Paris,\"}", "null")
            + openAiPiece("{\"content\":\" since 987.\"}", "null")
            + openAiPiece("{}", "\"stop\"")
            + "data: {\"id\":\"sample\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"sample\",\"choices\":[],"
            + "\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":6,\"total_tokens\":26}}\n\ndata: [DONE]\n\n";

    private static final String CLAUDE = """
            {"id":"msg_sample","type":"message","role":"assistant","model":"sample","content":[{"type":"text",\
            "text":"Paris, since 987."}],"stop_reason":"end_turn","stop_sequence":null,\
            "usage":{"input_tokens":20,"output_tokens":6}}""";

    private static final String CLAUDE_STREAM = claudeEvent(
                    "message_start",
                    "\"message\":{\"id\":\"msg_sample\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"sample\","
                            + "\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":20,\"output_tokens\":1}}")
            + claudeEvent("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
            + claudeEvent("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Paris,\"}")
            + claudeEvent(
                    "content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" since 987.\"}")
            + claudeEvent("content_block_stop", "\"index\":0")
            + claudeEvent("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":6}")
            + claudeEvent("message_stop", "\"x\":0");

    private static final String OLLAMA = """
            {"model":"sample","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant",\
            "content":"Paris, since 987."},"logprobs":[{"token":"Paris","logprob":-0.1}],"done":true,"done_reason":"stop","prompt_eval_count":20,"eval_count":6}""";

    private final HttpServer server;

    /** @param vertx whose event loops it shares */
    public SampleModel(Vertx vertx) throws ExecutionException, InterruptedException {
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)));
        server.listen().toCompletionStage().toCompletableFuture().get();
    }

    /** Where it is reached, without a path. */
    public String address() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private static String openAiPiece(String delta, String finish) {
        return "data: {\"id\":\"sample\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"sample\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":{\"content\":[{\"token\":\"Paris\",\"logprob\":-0.1}]},\"finish_reason\":" + finish
                + "}]}\n\n";
    }

    private static String claudeEvent(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }

    private static void answer(HttpServerRequest request, Buffer body) {
        boolean streams = STREAM.matcher(body.toString()).find();
        String answer;
        if (request.path().endsWith("/messages")) {
            answer = streams ? CLAUDE_STREAM : CLAUDE;
        } else if (request.path().startsWith("/api/")) {
            answer = OLLAMA + "\n";
        } else {
            answer = streams ? OPENAI_STREAM : OPENAI;
        }
        request.response()
                .putHeader("content-type", streams ? "text/event-stream" : "application/json")
                .end(answer);
    }

    @Override
    public void close() {
        server.close();
    }
}
