package io.oblix;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import io.oblix.chat.Json;
import io.oblix.simulator.SimulatedProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A server in this process, on simulated providers over real HTTP. */
public final class TestServer implements AutoCloseable {

    public static final String HELLO = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    public final SimulatedProvider ollama = SimulatedProvider.ollama().withModels("llama3.2:1b");
    public final SimulatedProvider openai = SimulatedProvider.openAi().withModels("gpt-4o-mini");
    public final SimulatedProvider claude = SimulatedProvider.claude().withModels("claude-sonnet-4-5");

    private final HttpClient http = HttpClient.newHttpClient();
    private final OblixApplication application;

    /** @param settings beside the defaults of tests, over which they win */
    public TestServer(Map<String, String> settings) throws StartFailure {
        this(settings, true);
    }

    /** As it is in its first moments. */
    public static TestServer notLookedYet(Map<String, String> settings) throws StartFailure {
        return new TestServer(settings, false);
    }

    private TestServer(Map<String, String> settings, boolean untilLooked) throws StartFailure {
        Map<String, String> all = new HashMap<>();
        all.put("oblix.host", "127.0.0.1");
        all.put("oblix.port", "0");
        all.put("oblix.local-model", "ollama:llama3.2:1b");
        all.put("oblix.cloud-model", "openai:gpt-4o-mini");
        all.put("oblix.ollama.base-url", ollama.baseUrl());
        all.put("oblix.openai.base-url", openai.baseUrl());
        all.put("oblix.openai.api-key", "test-key-openai");
        all.put("oblix.claude.base-url", claude.baseUrl());
        all.put("oblix.claude.api-key", "test-key-claude");
        // The machine that runs the tests is busy: that must not decide.
        all.put("oblix.resource.cpu-threshold", "100");
        all.put("oblix.resource.memory-threshold", "100");
        all.put("oblix.resource.load-threshold", "10000");
        all.put("oblix.routes-directory", "no-such-folder");
        all.put("oblix.routes-look-every", "50ms");
        all.put("oblix.shutdown.grace", "20s");
        all.putAll(settings);
        application =
                OblixApplication.start(OblixSettings.of(SettingsSource.read(Path.of("no-such-folder"), Map.of(), all)));
        if (untilLooked) {
            Await.until("the first look at the models", application::knowsAllModels);
        }
    }

    public TestServer() throws StartFailure {
        this(Map.of());
    }

    public OblixApplication application() {
        return application;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + application.port() + path;
    }

    public int port() {
        return application.port();
    }

    /** The official client, without tries of its own. */
    public OpenAIClient client() {
        return OpenAIOkHttpClient.builder()
                .baseUrl(url("/v1"))
                .apiKey("any-value")
                .maxRetries(0)
                .build();
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url(path))).GET());
    }

    /** A chat as JSON. */
    public HttpResponse<String> chat(String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url("/v1/chat/completions")))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** "Hello" to a model. */
    public HttpResponse<String> hello(String model) throws IOException, InterruptedException {
        return chat(String.format(HELLO, model));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public static ObjectNode json(HttpResponse<String> response) {
        ObjectNode json = Json.objectOrNull(response.body().getBytes(StandardCharsets.UTF_8));
        if (json == null) {
            throw new AssertionError("no JSON object: " + response.body());
        }
        return json;
    }

    public static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        application.close();
        ollama.close();
        openai.close();
        claude.close();
    }
}
