package io.oblix.settings;

import java.time.Duration;
import java.util.List;

/**
 * Where the HTTP server listens and what it accepts.
 *
 * @param host the address to bind; {@code 0.0.0.0} for all
 * @param port 0 to 65535; 0 for any free one
 * @param maxBodyBytes the largest request body, 1 KiB to 1 GiB; a larger one gets a 413
 * @param bodyMemoryBytes the heap that all request bodies may take together, from 1 KiB; 0 for half of the heap
 * @param maxConnections open at a time, at least 1
 * @param receiveTimeout for a request's head, and again for its body, 10 ms to 1 h; a connection without a request is
 *     closed after twice that
 * @param stalledTimeout how long a client may read nothing of its answer before it is dropped, 10 ms to 1 h
 * @param requestTotal for a request in all, reading the answer included, 1 ms to 24 h
 * @param allowedOrigins origins whose pages may call: {@code loopback}, {@code *}, or an origin such as
 *     {@code https://chat.example.com}
 * @param keepAlive the longest silence on a stream before a comment is sent, 10 ms to 1 h
 * @param answers how an answer is worded
 * @param responses what OpenAI's Responses have beside chats
 * @param ollamaApi what clients of Ollama's own API get
 * @param shutdownGrace for answers in flight at shutdown, up to 1 h
 * @param tls the certificate, where it speaks HTTPS
 */
public record ServerSettings(
        String host,
        int port,
        long maxBodyBytes,
        long bodyMemoryBytes,
        int maxConnections,
        Duration receiveTimeout,
        Duration stalledTimeout,
        Duration requestTotal,
        List<String> allowedOrigins,
        Duration keepAlive,
        AnswerSettings answers,
        ResponsesSettings responses,
        OllamaApiSettings ollamaApi,
        Duration shutdownGrace,
        TlsSettings tls) {

    public ServerSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    static ServerSettings of(SettingsReader read) throws StartFailure {
        return new ServerSettings(
                read.required("oblix.host"),
                read.integer("oblix.port", 0, 65535),
                read.bytes("oblix.max-body-size", 1 << 10, 1 << 30),
                read.text("oblix.max-body-memory") == null ? 0 : read.bytes("oblix.max-body-memory", 1 << 10, 1L << 40),
                read.integer("oblix.max-connections", 1, 1_000_000),
                read.duration("oblix.receive-timeout", "10ms", "1h"),
                read.duration("oblix.stalled-timeout", "10ms", "1h"),
                read.duration("oblix.timeout.total", "1ms", "24h"),
                origins(read),
                read.duration("oblix.stream.keep-alive", "10ms", "1h"),
                AnswerSettings.of(read),
                ResponsesSettings.of(read),
                OllamaApiSettings.of(read),
                read.duration("oblix.shutdown.grace", "0ms", "1h"),
                TlsSettings.of(read));
    }

    private static List<String> origins(SettingsReader read) throws StartFailure {
        String setting = "oblix.cors.allowed-origins";
        List<String> origins = read.list(setting);
        for (String origin : origins) {
            if (!origin.equals("loopback") && !origin.equals("*")) {
                read.url(setting, origin);
            }
        }
        return origins;
    }
}
