package io.oblix.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process that serves on a port, and what it costs. */
final class Server implements AutoCloseable {

    final int port;
    private final Process process;
    private final long startedNanos = System.nanoTime();

    private Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static Server start(int port, Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output-" + port + ".log").toFile());
        builder.environment().putAll(environment);
        return new Server(builder.start(), port);
    }

    /** nginx as a plain reverse proxy with connections kept; null where it is not installed. */
    static Server nginx(Path folder, int upstreamPort) throws IOException, InterruptedException {
        String found = null;
        List<String> places = new ArrayList<>(List.of(System.getenv("PATH").split(":")));
        places.add("/usr/sbin");
        for (String place : places) {
            found = found == null && Files.isExecutable(Path.of(place, "nginx")) ? place + "/nginx" : found;
        }
        if (found == null) {
            return null;
        }
        int port = freePort();
        Path conf = folder.resolve("nginx.conf");
        Files.writeString(
                conf,
                """
                worker_processes auto;
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx-error.log;
                events { worker_connections 20000; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  client_max_body_size 32m;
                  client_body_buffer_size 1m;
                  upstream mock { server 127.0.0.1:%2$d; keepalive 1000; keepalive_requests 1000000000; }
                  server {
                    listen 127.0.0.1:%3$d reuseport;
                    keepalive_requests 1000000000;
                    location / {
                      proxy_pass http://mock;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_buffering off;
                    }
                  }
                }
                """
                        .formatted(folder, upstreamPort, port));
        Server nginx = start(port, folder, Map.of(), List.of(found, "-c", conf.toString(), "-p", folder.toString()));
        nginx.awaitReady("/health");
        return nginx;
    }

    /** Milliseconds from the start of the process to its first answer. */
    long awaitReady(String path) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                HttpURLConnection connection = (HttpURLConnection)
                        URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
                connection.setConnectTimeout(500);
                connection.setReadTimeout(2000);
                if (connection.getResponseCode() == 200) {
                    return (System.nanoTime() - startedNanos) / 1_000_000;
                }
            } catch (IOException notYet) {
                Thread.sleep(5);
            }
        }
        throw new IllegalStateException("nothing answers on port " + port);
    }

    long pid() {
        return process.pid();
    }

    /** Processor time so far, of the process and those it started, in seconds. */
    double cpuSeconds() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToDouble(one -> one.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9)
                .sum();
    }

    Use use() {
        return Use.of(process.toHandle());
    }

    /** Resident memory in megabytes; NaN where the system does not tell. */
    double residentMegabytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D+", "")) / 1024.0;
                }
            }
        } catch (IOException elsewhere) {
            // Not Linux.
        }
        return Double.NaN;
    }

    /** Megabytes of live objects, after a collection; 0 where the JDK has no jcmd. */
    double liveHeapMegabytes(Path java) {
        Use.jcmd(java, pid(), "GC.run");
        long kilobytes = 0;
        for (Matcher used = Pattern.compile("(?:heap|generation|Heap)[^\\n]*used (\\d+)K")
                        .matcher(Use.jcmd(java, pid(), "GC.heap_info"));
                used.find(); ) {
            kilobytes += Long.parseLong(used.group(1));
        }
        return kilobytes / 1024.0;
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.waitFor();
    }
}
