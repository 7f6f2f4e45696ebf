package io.oblix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged jar as a process of its own, started by the Java under test. */
final class JarProcess implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("listens on http://[^:]+:(\\d+)");

    private final Process process;
    private final StringBuilder output = new StringBuilder();
    private final Thread reader;

    private JarProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "jar-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * @param folder the working directory
     * @param environment all of it, so that nothing of this machine's decides
     */
    static JarProcess start(Path folder, Map<String, String> environment, List<String> javaOptions, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("oblix.test.java"));
        command.addAll(javaOptions);
        command.add("-jar");
        command.add(System.getProperty("oblix.test.jar"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new JarProcess(builder.start());
    }

    private void read() {
        byte[] buffer = new byte[4096];
        try (InputStream in = process.getInputStream()) {
            int n;
            while ((n = in.read(buffer)) > 0) {
                append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException ended) {
            // With the process.
        }
    }

    private synchronized void append(String text) {
        output.append(text);
    }

    synchronized String output() {
        return output.toString();
    }

    /** The port, when the server says that it listens. */
    int port() {
        Await.until("the server listens", () -> LISTENS.matcher(output()).find() || !process.isAlive());
        Matcher matcher = LISTENS.matcher(output());
        if (!matcher.find()) {
            throw new AssertionError("the server did not start: " + output());
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** The exit status, when all has been printed. */
    int exitStatus() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the process goes on: " + output());
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
