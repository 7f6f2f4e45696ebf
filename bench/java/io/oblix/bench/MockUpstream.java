package io.oblix.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OpenAI, Claude and Ollama, as fast as a JVM answers: the same answer to every question. A process of its own.
 *
 * <p>A streamed answer has as many tokens as the model's name says, that many milliseconds apart:
 * {@code mock-100x50} sends 100 tokens, one every 50 ms. Each token is the time at which it was sent
 * ({@link System#nanoTime}, which all processes of one Linux machine share), so that its reader knows how long it
 * was on its way. A whole answer of OpenAI's API comes after a while where the name says so: {@code mock-after-10} after 10 ms.
 */
public final class MockUpstream extends AbstractVerticle {

    private static final Pattern MODEL = Pattern.compile("mock-(\\d+)x(\\d+)");
    private static final Pattern SLOW = Pattern.compile("\"mock-after-(\\d+)\"");
    private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");
    private static final Pattern NO_STREAM = Pattern.compile("\"stream\"\\s*:\\s*false");
    private static final String TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(2);

    private static final String OPENAI_WHOLE = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,"
            + "\"model\":\"mock\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + TEXT
            + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":20,"
            + "\"total_tokens\":29}}";

    private static final String OPENAI_COMPLETION = "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,"
            + "\"model\":\"mock\",\"choices\":[{\"index\":0,\"text\":\"" + TEXT
            + "\",\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,"
            + "\"completion_tokens\":20,\"total_tokens\":29}}";

    private static final String CLAUDE_WHOLE = "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"mock\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"" + TEXT + "\"}],\"stop_reason\":\"end_turn\","
            + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":20}}";

    private static final String OLLAMA_END = "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":9,"
            + "\"eval_count\":20,\"total_duration\":5,\"eval_duration\":4,\"prompt_eval_duration\":1}";

    private static final String OLLAMA_WHOLE = "{\"model\":\"mock\",\"created_at\":\"2026-01-01T00:00:00Z\","
            + "\"message\":{\"role\":\"assistant\",\"content\":\"" + TEXT + "\"}," + OLLAMA_END;

    private static final String OLLAMA_GENERATED = "{\"model\":\"mock\",\"created_at\":\"2026-01-01T00:00:00Z\","
            + "\"response\":\"" + TEXT + "\"," + OLLAMA_END;

    private final int port;

    private MockUpstream(int port) {
        this.port = port;
    }

    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        Vertx vertx = Vertx.vertx();
        vertx.deployVerticle(() -> new MockUpstream(port), new DeploymentOptions().setInstances(2))
                .onSuccess(up -> System.out.println("ready"))
                .onFailure(failed -> System.exit(1));
    }

    /** A process of this class on a port, which is ready a little later. */
    static Server server(Path folder, int port) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Server.start(
                port,
                folder,
                Map.of(),
                List.of(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        MockUpstream.class.getName(),
                        Integer.toString(port)));
    }

    @Override
    public void start() {
        vertx.createHttpServer().requestHandler(this::answer).listen(port, "127.0.0.1");
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/v1/chat/completions" -> request.bodyHandler(body -> openAi(request.response(), body));
            case "/v1/completions" -> request.bodyHandler(body -> completion(request.response(), body));
            case "/v1/messages" -> request.bodyHandler(body -> claude(request.response(), body));
            case "/api/chat" -> request.bodyHandler(body -> ollama(request.response(), body));
            case "/api/generate" -> request.bodyHandler(body -> generate(request.response(), body));
            case "/api/version" -> json(request.response(), "{\"version\":\"0.13.0\"}");
            case "/api/tags" -> json(
                    request.response(),
                    "{\"models\":[{\"name\":\"mock:latest\",\"model\":\"mock:latest\",\"digest\":\"d1\",\"size\":1}]}");
            case "/api/ps" -> json(
                    request.response(),
                    "{\"models\":[{\"name\":\"mock:latest\",\"model\":\"mock:latest\",\"digest\":\"d1\",\"size\":1,"
                            + "\"size_vram\":1,\"context_length\":131072}]}");
            case "/api/show" -> request.bodyHandler(body -> json(
                    request.response(),
                    "{\"capabilities\":[\"completion\",\"tools\",\"vision\"],\"model_info\":{"
                            + "\"general.architecture\":\"llama\",\"llama.context_length\":131072}}"));
            default -> json(request.response(), "{\"object\":\"list\",\"data\":[{\"id\":\"mock\"}]}");
        }
    }

    private static void json(HttpServerResponse response, String body) {
        response.putHeader("content-type", "application/json").end(body);
    }

    private static boolean streamed(Buffer body) {
        // The client of the bench writes it first, the gateway somewhere.
        return STREAM.matcher(body.toString(StandardCharsets.ISO_8859_1)).find();
    }

    /** Ollama streams unless it is told not to. */
    private static boolean isStreamOfOllama(Buffer body) {
        return !NO_STREAM.matcher(body.toString(StandardCharsets.ISO_8859_1)).find();
    }

    private void openAi(HttpServerResponse response, Buffer body) {
        if (!streamed(body)) {
            Matcher slow = SLOW.matcher(body.toString(StandardCharsets.ISO_8859_1));
            if (slow.find()) {
                vertx.setTimer(Long.parseLong(slow.group(1)), now -> json(response, OPENAI_WHOLE));
            } else {
                json(response, OPENAI_WHOLE);
            }
            return;
        }
        response.putHeader("content-type", "text/event-stream").setChunked(true);
        stream(
                response,
                body,
                "",
                () -> "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"mock\","
                        + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" " + System.nanoTime()
                        + "\"},\"finish_reason\":null}]}\n\n",
                "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"mock\","
                        + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    }

    private void completion(HttpServerResponse response, Buffer body) {
        if (!streamed(body)) {
            json(response, OPENAI_COMPLETION);
            return;
        }
        response.putHeader("content-type", "text/event-stream").setChunked(true);
        stream(
                response,
                body,
                "",
                () -> "data: {\"id\":\"c1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"mock\","
                        + "\"choices\":[{\"index\":0,\"text\":\" " + System.nanoTime()
                        + "\",\"logprobs\":null,\"finish_reason\":null}]}\n\n",
                "data: {\"id\":\"c1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"mock\",\"choices\":"
                        + "[{\"index\":0,\"text\":\"\",\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n"
                        + "data: [DONE]\n\n");
    }

    private void claude(HttpServerResponse response, Buffer body) {
        if (!streamed(body)) {
            json(response, CLAUDE_WHOLE);
            return;
        }
        response.putHeader("content-type", "text/event-stream").setChunked(true);
        String start = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"type\":"
                + "\"message\",\"role\":\"assistant\",\"model\":\"mock\",\"content\":[],\"stop_reason\":null,\"usage\":"
                + "{\"input_tokens\":9,\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: {\"type\":"
                + "\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
        String end = "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
                + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                + "\"usage\":{\"output_tokens\":20}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
        stream(
                response,
                body,
                start,
                () -> "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                        + "{\"type\":\"text_delta\",\"text\":\" " + System.nanoTime() + "\"}}\n\n",
                end);
    }

    private void ollama(HttpServerResponse response, Buffer body) {
        if (!isStreamOfOllama(body)) {
            json(response, OLLAMA_WHOLE);
            return;
        }
        response.putHeader("content-type", "application/x-ndjson").setChunked(true);
        stream(
                response,
                body,
                "",
                () -> "{\"model\":\"mock\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\","
                        + "\"content\":\" " + System.nanoTime() + "\"},\"done\":false}\n",
                "{\"model\":\"mock\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\","
                        + "\"content\":\"\"}," + OLLAMA_END + "\n");
    }

    private void generate(HttpServerResponse response, Buffer body) {
        if (!isStreamOfOllama(body)) {
            json(response, OLLAMA_GENERATED);
            return;
        }
        response.putHeader("content-type", "application/x-ndjson").setChunked(true);
        stream(
                response,
                body,
                "",
                () -> "{\"model\":\"mock\",\"created_at\":\"2026-01-01T00:00:00Z\",\"response\":\" " + System.nanoTime()
                        + "\",\"done\":false}\n",
                "{\"model\":\"mock\",\"created_at\":\"2026-01-01T00:00:00Z\",\"response\":\"\"," + OLLAMA_END + "\n");
    }

    private interface Token {
        String now();
    }

    private void stream(HttpServerResponse response, Buffer body, String start, Token token, String end) {
        Matcher model = MODEL.matcher(body.getString(0, Math.min(body.length(), 4096)));
        boolean found = model.find();
        int tokens = found ? Integer.parseInt(model.group(1)) : 1;
        int pauseMillis = found ? Integer.parseInt(model.group(2)) : 0;
        if (pauseMillis == 0) {
            StringBuilder all = new StringBuilder(start);
            for (int i = 0; i < tokens; i++) {
                all.append(token.now());
            }
            response.end(all.append(end).toString());
            return;
        }
        int[] sent = {0};
        response.write(start + token.now());
        vertx.setPeriodic(pauseMillis, timer -> {
            if (response.closed() || response.ended()) {
                vertx.cancelTimer(timer);
            } else if (++sent[0] < tokens) {
                response.write(token.now());
            } else {
                vertx.cancelTimer(timer);
                response.end(end);
            }
        });
    }
}
