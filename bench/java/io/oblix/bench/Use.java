package io.oblix.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process and those that it started have used since they began. What the system does not tell is 0.
 *
 * @param cpuSeconds processor time
 * @param compilerSeconds the part of it that a JVM's compilers took: little of it means that the JVM is warm
 * @param sleeps how often a thread had nothing to do and waited: each hand-over that wakes a thread ends one
 * @param allocatedMegabytes on the heap of a JVM
 */
record Use(double cpuSeconds, double compilerSeconds, long sleeps, double allocatedMegabytes) {

    private static final Use NONE = new Use(0, 0, 0, 0);

    /** Linux counts a process's time in hundredths of a second. */
    private static final double TICKS_A_SECOND = 100;

    /** In /proc/PID/stat, counted behind the name of the thread. */
    private static final int USER_TICKS = 11;

    private static final Pattern ALLOCATED = Pattern.compile("allocated=(\\d+)([BKMG])");

    static Use of(ProcessHandle process) {
        Use own = new Use(
                process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9,
                compilerSeconds(process.pid()),
                sleeps(process.pid()),
                allocatedMegabytes(process));
        return process.children().map(Use::of).reduce(own, Use::plus);
    }

    Use plus(Use other) {
        return new Use(
                cpuSeconds + other.cpuSeconds,
                compilerSeconds + other.compilerSeconds,
                sleeps + other.sleeps,
                allocatedMegabytes + other.allocatedMegabytes);
    }

    Use since(Use before) {
        return new Use(
                cpuSeconds - before.cpuSeconds,
                compilerSeconds - before.compilerSeconds,
                sleeps - before.sleeps,
                allocatedMegabytes - before.allocatedMegabytes);
    }

    private static double compilerSeconds(long pid) {
        return threads(pid).stream()
                .map(thread -> read(thread.resolve("stat")))
                .filter(stat -> stat.contains("CompilerThre"))
                .mapToDouble(stat -> {
                    String[] fields = stat.substring(stat.lastIndexOf(") ") + 2).split(" ");
                    return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])) / TICKS_A_SECOND;
                })
                .sum();
    }

    private static long sleeps(long pid) {
        return threads(pid).stream()
                .flatMap(thread -> read(thread.resolve("status")).lines())
                .filter(line -> line.startsWith("voluntary_ctxt_switches"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .sum();
    }

    /** Of all its threads; what ended threads allocated is not in it. */
    private static double allocatedMegabytes(ProcessHandle process) {
        Path java = Path.of(process.info().command().orElse(""));
        if (!java.endsWith("java")) {
            return 0;
        }
        double bytes = 0;
        for (Matcher found = ALLOCATED.matcher(jcmd(java, process.pid(), "Thread.print", "-e")); found.find(); ) {
            bytes += Long.parseLong(found.group(1)) * Math.pow(1024, "BKMG".indexOf(found.group(2)));
        }
        return bytes / (1024 * 1024);
    }

    /** What the JVM says to a command; nothing where the JDK has no jcmd. */
    static String jcmd(Path java, long pid, String... command) {
        try {
            List<String> words = Stream.concat(
                            Stream.of(java.resolveSibling("jcmd").toString(), Long.toString(pid)), Stream.of(command))
                    .toList();
            Process asked = new ProcessBuilder(words).redirectErrorStream(true).start();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException none) {
            return "";
        }
    }

    private static List<Path> threads(long pid) {
        try (Stream<Path> found = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return found.toList();
        } catch (IOException elsewhere) {
            return List.of();
        }
    }

    /** Empty when the thread has ended. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException ended) {
            return "";
        }
    }

    static Use none() {
        return NONE;
    }
}
