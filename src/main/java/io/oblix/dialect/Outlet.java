package io.oblix.dialect;

import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.server.Client;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends a stream to its client, piece by piece. While the model writes, the event loop does so and the request's thread
 * sleeps; all that may wait or fail is done by that thread: the beginning, the end, the rescue of a stream that breaks off,
 * the wait for a client that reads slowly.
 */
final class Outlet {

    private final Client client;

    /** Whether the event loop is sending at this moment, which must never wait. */
    private boolean onLoop;

    /** What went wrong there; the request's thread throws it. */
    private @Nullable RuntimeException failed;

    Outlet(Client client) {
        this.client = client;
    }

    /**
     * @param dialect begins the stream
     * @throws io.oblix.problem.Problem when the model breaks off, or the client disconnects
     */
    void send(Answer answer, Function<Consumer<byte[]>, StreamWriter> dialect) {
        StreamWriter writer = dialect.apply(this::send);
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            writer.write(event);
            answer.lend(() -> move(answer, writer));
            RuntimeException meanwhile = failed;
            if (meanwhile != null) {
                throw meanwhile;
            }
        }
        writer.end();
    }

    private void send(byte[] piece) {
        if (onLoop) {
            client.sendNow(piece);
        } else {
            client.send(piece);
        }
    }

    /** On the event loop. */
    private boolean move(Answer answer, StreamWriter writer) {
        onLoop = true;
        try {
            while (client.hasRoom() && answer.isHere()) {
                writer.write(Objects.requireNonNull(answer.next()));
            }
            return client.hasRoom();
        } catch (RuntimeException | Error failure) {
            failed = failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
            return false;
        } finally {
            onLoop = false;
        }
    }
}
