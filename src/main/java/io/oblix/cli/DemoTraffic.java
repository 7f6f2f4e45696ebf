package io.oblix.cli;

import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sample requests of several clients to the demo, as long as anyone looks at its dashboard: easy and hard questions, an agent
 * with tools, personal data, and now and then a local model that breaks off, is unsure, is late or fails, so that the cloud
 * finishes the job.
 */
final class DemoTraffic {

    private static final List<Sample> SAMPLES = List.of(
            chat("OpenAI/Python 1.109", "auto", "What is the capital of Portugal?"),
            chat("open-webui/0.10", "auto", "Translate to German: Where is the station?"),
            agent("claude-cli/2.1.4 (external, cli)", 12, "Find out why the build of this project fails"),
            chat("OpenAI/Python 1.109", "auto", "How do I say thank you in Greek?")
                    .failing(new Fault.Stall(0)),
            chat("OpenAI/Python 1.109", "auto", "Prove that there are infinitely many primes of the form 4k+3."),
            chat("open-webui/0.10", "auto", "What is a good name for a boat?").failing(new Fault.Cut(12)),
            chat(
                    "curl/8.5.0",
                    "auto:careful",
                    "Write a short reply to maria.silva@clinic-lisbon.pt, phone +351 912 345 678."),
            chat("open-webui/0.10", "auto", "Guess in one sentence: which of the two teams won the final?"),
            // Its circuit may open now, so the next ones are for the cloud.
            chat("aider/0.86", "auto:local-first", "Rename the variable x to count in this line: x = x + 1")
                    .failing(Fault.Status.of(500)),
            chat("OpenAI/Python 1.109", "openai:" + DemoCommand.CLOUD, "Write a limerick about queues."),
            chat("open-webui/0.10", "auto", "Tell me a story about a camel and a lighthouse."),
            chat("curl/8.5.0", "auto", "Design a lock-free queue for many writers and explain why it is linearizable."),
            chat("OpenAI/Python 1.109", "auto", "Sum up in one sentence: the meeting is moved to Tuesday at nine."),
            chat("open-webui/0.10", "auto", "Give me a name for a black cat."),
            agent("codex_cli_rs/0.58.0", 3, "Which files did I change since yesterday?"),
            chat("OpenAI/Python 1.109", "auto:private", "What should I cook tonight with rice and leeks?"),
            chat("open-webui/0.10", "auto", "What does HTTP 429 mean?"));

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long EVERY_MILLIS = 900;
    private static final long LOOK_MILLIS = 300;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final BooleanSupplier isWatched;

    /** @param fault of the local model when it is asked this; null for none */
    private record Sample(
            String client,
            String model,
            String question,
            String more,
            @Nullable Fault fault) {

        Sample failing(Fault with) {
            return new Sample(client, model, question, more, with);
        }

        String body() {
            return "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
                    + question + "\"}]" + more + "}";
        }
    }

    /** @param isWatched whether anyone looks */
    DemoTraffic(String url, BooleanSupplier isWatched) {
        this.url = url;
        this.isWatched = isWatched;
    }

    /** How the local model fails when it is asked one of the samples; null where it does not. */
    static @Nullable Fault fault(SimulatedRequest request) {
        String question = request.question();
        for (Sample sample : SAMPLES) {
            if (sample.question().equals(question)) {
                return sample.fault();
            }
        }
        return null;
    }

    private static Sample chat(String client, String model, String question) {
        return new Sample(client, model, question, "", null);
    }

    private static Sample agent(String client, int tools, String question) {
        StringBuilder offered = new StringBuilder(",\"tools\":[");
        for (int i = 0; i < tools; i++) {
            offered.append(i == 0 ? "" : ",")
                    .append("{\"type\":\"function\",\"function\":{\"name\":\"tool_")
                    .append(i)
                    .append("\",\"parameters\":{\"type\":\"object\"}}}");
        }
        return new Sample(client, "auto", question, offered.append(']').toString(), null);
    }

    /** Returns at once; ends with the process. */
    void start() {
        Thread thread = new Thread(this::run, "demo-traffic");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Sends each sample that no model fails at, once the server is ready, and prints how many were answered.
     *
     * @return whether all were
     */
    boolean once() throws IOException, InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create(url + "/health/ready"))
                .timeout(LONGEST)
                .build();
        long started = System.nanoTime();
        while (!isAnswered(ready) && System.nanoTime() - started < LONGEST.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        List<Sample> samples =
                SAMPLES.stream().filter(sample -> sample.fault() == null).toList();
        int answered = 0;
        for (Sample sample : samples) {
            answered += isAnswered(request(sample)) ? 1 : 0;
        }
        System.out.println(answered + " of " + samples.size() + " sample requests were answered.");
        return answered == samples.size();
    }

    private boolean isAnswered(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    private void run() {
        try {
            for (int i = 0; true; i = (i + 1) % SAMPLES.size()) {
                while (!isWatched.getAsBoolean()) {
                    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                }
                send(SAMPLES.get(i));
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What becomes of it is seen on the page.
    private void send(Sample sample) {
        http.sendAsync(request(sample), HttpResponse.BodyHandlers.discarding());
    }

    private HttpRequest request(Sample sample) {
        return HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                .timeout(LONGEST)
                .header("User-Agent", sample.client())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(sample.body()))
                .build();
    }
}
