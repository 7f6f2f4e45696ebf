package io.oblix.facts.secret;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
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

/** What it costs to search 10 kB for secrets and personal data where there are none, so that all of it is read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SensitiveBenchmark {

    private static final int LENGTH = 10_000;

    /** Prose, a program, a log full of figures, base64, and the dearest of the hostile texts. */
    @Param({"prose", "code", "log", "base64", "hostile"})
    public String kind;

    private String text = "";

    @Setup
    public void prepare() throws Exception {
        byte[] random = new byte[LENGTH];
        new Random(1).nextBytes(random);
        String piece =
                switch (kind) {
                    case "prose" -> "How does the part that schedules deliveries recover from a lost lock? ";
                    case "code" -> Files.readString(Path.of("src/main/java/io/oblix/policy/Explanation.java"));
                    case "log" -> "2026-11-30 08:19:31.123 10.0.0.7 GET /items/4711 200 1834 0.023 id=550e8400-e29b-41d4\n";
                    case "base64" -> Base64.getMimeEncoder().encodeToString(random);
                    default -> "4111 1111 1111 1112 ";
                };
        text = piece.repeat(LENGTH / piece.length() + 1).substring(0, LENGTH);
        if (search()) {
            throw new IllegalStateException("the text is not read to its end");
        }
    }

    @Benchmark
    public boolean search() {
        Sensitive found = new Sensitive();
        found.look(text);
        return found.hasSecrets() | found.hasPersonalData();
    }
}
