package io.oblix.settings;

import java.time.Duration;
import java.util.List;

/**
 * Where the HTTP server listens and what it accepts.
 *
 * @param host the address to bind; {@code 0.0.0.0} for all
 * @param port 0 for any free one
 * @param maxBodyBytes a larger request body is refused with a 413
 * @param bodyMemoryBytes what the bodies of all callers may take of the heap together; 0 for half of it
 * @param maxConnections open at a time; at least 1
 * @param receiveTimeout how long a request's head may take to arrive, and then its body; over 0. A connection without a
 *     request is closed after twice that
 * @param stalledTimeout how long a caller may take nothing of his answer before he is given up; over 0
 * @param requestTotal how long a request may take in all, with the reading of its answer; over 0
 * @param allowedOrigins origins whose pages may call: {@code loopback}, {@code *}, or an origin such as
 *     {@code https://chat.example.com}
 * @param keepAlive how long a streaming caller may hear nothing before a comment is sent
 * @param answers how an answer is worded
 * @param shutdownGrace how long answers in flight may take to finish at shutdown
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
        Duration shutdownGrace) {

    public ServerSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
    }
}
