package io.oblix.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.facts.complexity.Complexity;
import io.oblix.facts.ConversationKey;
import io.oblix.facts.RequestFactsReader;
import io.oblix.facts.TokenEstimate;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to know a request: its complexity, the rank of that, its tokens, its conversation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestBenchmark {

    private static final String SHORT = "What is the capital of Peru?";

    private static final String TYPICAL = "Our order service, written in Java 17 with a PostgreSQL database behind it,"
            + " became ten times slower after last week's deploy, although the number of requests is the same as"
            + " before. The logs show that the pool of connections is exhausted at noon, and that some queries take"
            + " more than 2,000 ms, for example:\\n\\nSELECT * FROM orders WHERE customer_id = 42 AND state = 'OPEN';"
            + "\\n\\nHow do I find the cause, and how can I fix it without taking the service down? Please go step by"
            + " step, and name the risks of each step.";

    /** Prompts one after the other, so that the processor cannot learn the way through the trees by heart. */
    private static final int VARIANTS = 64;

    @Param({"short", "typical", "100k"})
    public String prompt;

    private final Complexity complexity = Complexity.load();
    private final RequestFactsReader reader = new RequestFactsReader(complexity, model -> false, model -> true);
    private final ChatRequest[] requests = new ChatRequest[VARIANTS];
    private final ArrayNode[] messages = new ArrayNode[VARIANTS];
    private int next;

    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < VARIANTS; i++) {
            String text = switch (prompt) {
                case "short" -> SHORT;
                case "typical" -> TYPICAL;
                default -> TYPICAL.repeat(100_000 / TYPICAL.length() + 1).substring(0, 100_000);
            };
            String body = "{\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"},"
                    + "{\"role\":\"user\",\"content\":\"" + shuffled(text, random) + "\"}]}";
            requests[i] = ChatRequestReader.read(
                    "req_1", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
            messages[i] = requests[i].messages();
            complexity.count(complexity.score(messages[i]));
        }
        for (int i = 0; i < 1_000; i++) {
            complexity.count(random.nextDouble());
        }
    }

    /** Each tenth word another one. */
    private static String shuffled(String text, SplittableRandom random) {
        String[] words = text.split(" ");
        for (int i = 0; i < words.length; i++) {
            if (random.nextInt(10) == 0) {
                words[i] = words[random.nextInt(words.length)];
            }
        }
        return String.join(" ", words);
    }

    private int turn() {
        next = (next + 1) % VARIANTS;
        return next;
    }

    @Benchmark
    public double complexity() {
        return complexity.score(messages[turn()]);
    }

    /** Among a full window. */
    @Benchmark
    public double complexityRank() {
        return complexity.rank(turn() / (double) VARIANTS);
    }

    @Benchmark
    public int tokenEstimate() {
        return TokenEstimate.of(requests[turn()]);
    }

    @Benchmark
    public Object conversationKey() {
        return ConversationKey.of(requests[turn()]);
    }

    /** All that a policy may know of the request. */
    @Benchmark
    public Object requestFacts() {
        return reader.read(requests[turn()]);
    }
}
