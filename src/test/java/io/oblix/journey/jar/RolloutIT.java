package io.oblix.journey.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.JarProcess;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two processes behind a small balancer, of which one is replaced under load: no request is lost. */
@DisabledOnOs(OS.WINDOWS)
class RolloutIT {

    private static final int CLIENTS = 4;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Integer> rotation = new CopyOnWriteArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    private JarProcess start(SimulatedProvider ollama) throws IOException {
        return JarProcess.start(
                folder,
                Map.of("OLLAMA_HOST", ollama.baseUrl(), "OBLIX_LEDGER_URL", "off"),
                "--local-model",
                "ollama:llama3.2:1b",
                "--host",
                "127.0.0.1",
                "--port",
                "0");
    }

    private HttpRequest.Builder at(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private boolean isReady(int port) {
        return http.sendAsync(at(port, "/health/ready").build(), HttpResponse.BodyHandlers.discarding())
                .thenApply(reply -> reply.statusCode() == 200)
                .exceptionally(refused -> false)
                .join();
    }

    private CompletableFuture<HttpResponse<String>> ask(int port, String question) {
        String body = TestServer.helloBody("auto", true).replace("Hello", question);
        return http.sendAsync(
                at(port, "/v1/chat/completions")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void load() {
        while (!over.get()) {
            List<Integer> ports = List.copyOf(rotation);
            int port = ports.get(Math.floorMod(turns.getAndIncrement(), ports.size()));
            HttpResponse<String> answer =
                    ask(port, "Hello").exceptionally(broken -> null).join();
            if (answer != null && answer.statusCode() == 200 && answer.body().contains("data: [DONE]")) {
                answered.incrementAndGet();
            } else {
                lost.add(answer == null ? "no answer" : answer.statusCode() + " " + answer.body());
            }
        }
    }

    private void awaitAnswers(String what, int more) {
        int before = answered.get();
        Await.until(what, () -> answered.get() >= before + more);
    }

    private JarProcess enter(JarProcess process) {
        int port = process.port();
        Await.until("the process is ready", () -> isReady(port));
        rotation.add(port);
        return process;
    }

    @Test
    @SuppressWarnings("try") // The other process only has to be there.
    void noRequestIsLostWhileAProcessIsReplacedUnderLoad() throws Exception {
        List<Thread> clients = new ArrayList<>();
        try (SimulatedProvider ollama =
                        SimulatedProvider.ollama().withModels("llama3.2:1b").pausing(15);
                JarProcess old = enter(start(ollama));
                JarProcess other = enter(start(ollama));
                JarProcess young = start(ollama)) {
            AtomicBoolean askedLast = new AtomicBoolean();
            ollama.answering(request -> {
                if (request.question().equals("the last")) {
                    askedLast.set(true);
                }
                return SimulatedAnswer.of("a ".repeat(10), 10);
            });
            for (int i = 0; i < CLIENTS; i++) {
                Thread client = new Thread(this::load, "client-" + i);
                client.start();
                clients.add(client);
            }
            try {
                awaitAnswers("both answer", 4 * CLIENTS);
                enter(young);
                // What an orchestrator does first: the process leaves the rotation, and may still get what is on its
                // way.
                rotation.remove(Integer.valueOf(old.port()));
                awaitAnswers("what was on its way has come", 2 * CLIENTS);
                CompletableFuture<HttpResponse<String>> last = ask(old.port(), "the last");
                Await.until("the model is asked for the last one", askedLast::get);
                old.terminate();

                assertThat(last.join().body()).contains("data: [DONE]");
                assertThat(old.exitStatus()).isIn(0, 143);
                awaitAnswers("the new process answers", 4 * CLIENTS);
            } finally {
                over.set(true);
                for (Thread client : clients) {
                    client.join();
                }
            }
        }
        assertThat(lost).isEmpty();
    }
}
