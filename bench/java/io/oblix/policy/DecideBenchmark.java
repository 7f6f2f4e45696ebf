package io.oblix.policy;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.facts.Facts;
import io.oblix.facts.RequestFactsReader;
import io.oblix.facts.complexity.Complexity;
import io.oblix.policy.file.Policies;
import io.oblix.policy.file.PolicyFolder;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.policy.file.Situations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a decision costs: the facts of a request of 5 kB, or of an agent's with 100 kB and twenty tools, and the shipped policy
 * auto, through all its rules, with the memory of the conversation.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecideBenchmark {

    /** The first policy ends at its last rule, the second has one rule only. */
    @Param({"auto", "auto:private"})
    public String model;

    @Param({"question", "agent"})
    public String kind;

    private DefaultCamelContext context;
    private final RequestFactsReader reader = new RequestFactsReader(Complexity.load(), model -> false, model -> true);
    private Decider decider;
    private ChatRequest request;
    private Facts facts;

    @Setup
    public void prepare() throws Exception {
        context = PolicyTrial.newContext();
        context.start();
        Policies policies = new Policies(context, Situations.THRESHOLDS, Map.of());
        new PolicyFolder(Path.of("no-such-folder"), policies).load();
        decider = new Decider(policies, new Conversations(), Funds.ENDLESS, facts -> {});
        request = request();
        facts = Situations.ORDINARY;
    }

    private ChatRequest request() {
        StringBuilder body = new StringBuilder("{\"model\":\"" + model + "\",");
        if (kind.equals("agent")) {
            String tool = "{\"type\":\"function\",\"function\":{\"name\":\"look%d\",\"description\":\"%s\"}}";
            body.append("\"tools\":[");
            for (int i = 0; i < 20; i++) {
                String description = "Reads a file of the project and returns its lines with numbers. ".repeat(60);
                body.append(i == 0 ? "" : ",").append(tool.formatted(i, description));
            }
            body.append("],");
        }
        body.append("\"messages\":[");
        if (kind.equals("agent")) {
            String instructions = "You are an agent that edits files, runs commands and explains what it did. ".repeat(260);
            body.append("{\"role\":\"system\",\"content\":\"").append(instructions).append("\"},");
        }
        for (int i = 0; i < 10; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"role\":\"")
                    .append(i % 2 == 0 ? "user" : "assistant")
                    .append("\",\"content\":\"")
                    .append("How does the part that schedules deliveries recover from a lost lock? ".repeat(7))
                    .append("\"}");
        }
        body.append("]}");
        return ChatRequestReader.read(
                "bench", body.toString().getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }

    @TearDown
    public void stop() {
        context.stop();
    }

    @Benchmark
    public Object readTheFactsOfTheRequest() {
        return reader.read(request);
    }

    @Benchmark
    public Object decide() {
        return decider.decide(request, facts);
    }

    @Benchmark
    public Object readAndDecide() {
        Facts now = new Facts(
                reader.read(request), facts.machine(), facts.network(), facts.local(), facts.cloud());
        return decider.decide(request, now);
    }

    /** Only so that a change of the vocabulary's size shows. */
    @Benchmark
    public Map<String, Object> factsAsHeaders() {
        return facts.asHeaders();
    }
}
