package io.oblix.chat;

import java.time.Duration;
import java.util.List;

/**
 * Where the front door stands and what it lets in.
 *
 * @param host the address to bind; {@code 0.0.0.0} for all
 * @param port 0 for any free one
 * @param maxBodyBytes a larger request body is refused with a 413
 * @param allowedOrigins origins whose pages may call: {@code loopback}, {@code *}, or an origin such as
 *     {@code https://chat.example.com}
 * @param idle after how long without a byte a connection is closed; longer than any request may take
 * @param keepAlive how long a streaming caller may hear nothing before a comment is sent
 * @param reasoningTwice whether a model's thinking is told as {@code reasoning} too, beside {@code reasoning_content}
 * @param shutdownGrace how long answers in flight may take to finish at shutdown
 */
public record DoorSettings(
        String host,
        int port,
        long maxBodyBytes,
        List<String> allowedOrigins,
        Duration idle,
        Duration keepAlive,
        boolean reasoningTwice,
        Duration shutdownGrace) {

    public DoorSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
    }
}
