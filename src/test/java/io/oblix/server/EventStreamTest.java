package io.oblix.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.server.reply.EventFraming;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream of events to a client that reads, or does not. */
class EventStreamTest {

    private static final byte[] EVENT =
            EventFraming.data(("\"" + "x".repeat(8_000) + "\"").getBytes(StandardCharsets.US_ASCII));
    private static final int MOST_IN_SOCKETS = 16 * 1024 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<EventStream> opened = new LinkedBlockingQueue<>();
    private final AtomicInteger gone = new AtomicInteger();
    private int port;

    @BeforeEach
    void listen() {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            EventStream stream = new EventStream(request.response(), false, () -> true, gone::incrementAndGet);
            stream.start();
            opened.add(stream);
        });
        port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private EventStream stream(RawClient client) throws IOException, InterruptedException {
        client.send(RawClient.get("/events"));
        EventStream stream = opened.poll(30, TimeUnit.SECONDS);
        assertThat(stream).isNotNull();
        return stream;
    }

    @Test
    void aClientThatReadsGetsEachEvent() throws Exception {
        try (RawClient client = new RawClient(port)) {
            EventStream stream = stream(client);

            assertThat(stream.offer(EventFraming.comment("one"))).isTrue();
            assertThat(stream.offer(EventFraming.comment("two"))).isTrue();
            stream.end();

            assertThat(client.answer().body()).isEqualTo(": one\n\n: two\n\n");
            assertThat(stream.isClosed()).isTrue();
            assertThat(gone).hasValue(1);
        }
    }

    @Test
    void whatASlowClientHasNoRoomForIsRefusedAndNothingWaits() throws Exception {
        try (RawClient client = new RawClient(port)) {
            EventStream stream = stream(client);
            AtomicInteger sent = new AtomicInteger();
            // The system's own buffers take some; once they are full, no event is taken however often it is offered.
            Await.until("there is no room", () -> {
                boolean any = false;
                while (stream.offer(EVENT)) {
                    any = true;
                    sent.addAndGet(EVENT.length);
                    assertThat(sent).hasValueLessThan(MOST_IN_SOCKETS);
                }
                return !any;
            });

            for (int i = 0; i < 1_000; i++) {
                stream.offer(EVENT);
            }
            int read = 0;
            while (read < sent.get()) {
                read += client.line().length();
            }
            Await.until("there is room again", () -> stream.offer(EVENT));
        }
    }

    @Test
    void aStreamThatIsCutIsGoneAtOnce() throws Exception {
        try (RawClient client = new RawClient(port)) {
            EventStream stream = stream(client);
            stream.offer(EVENT);

            stream.cut();

            assertThat(stream.isClosed()).isTrue();
            client.rest();
            assertThat(stream.offer(EVENT)).as("thrown away").isTrue();
            assertThat(gone).hasValue(1);
        }
    }

    @Test
    void aClientThatLeavesIsNoticed() throws Exception {
        EventStream stream;
        try (RawClient client = new RawClient(port)) {
            stream = stream(client);
            stream.offer(EventFraming.comment("one"));
        }

        Await.until("it is closed", stream::isClosed);
        assertThat(gone).hasValue(1);
    }
}
