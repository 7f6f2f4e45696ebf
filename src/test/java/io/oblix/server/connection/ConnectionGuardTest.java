package io.oblix.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.oblix.fixture.Await;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each transition of {@link ConnectionState}, as bytes in and answers out. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // What is written is read from the channel.
class ConnectionGuardTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final BodyBudget budget = new BodyBudget(1000);
    private int closings;
    private ConnectionGuard guard = new ConnectionGuard(budget, LONG, () -> closings++);
    private EmbeddedChannel channel = open(guard);

    private EmbeddedChannel open(ConnectionGuard opened) {
        return new EmbeddedChannel(new RequestDecoder(new HttpServerOptions(), opened::onBytes), opened);
    }

    private void receiveWithin(Duration limit) {
        guard = new ConnectionGuard(budget, limit, () -> closings++);
        channel = open(guard);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    /** How many messages the guard has passed on to Vert.x since the last call. */
    private int passedOn() {
        int count = 0;
        Object message;
        while ((message = channel.readInbound()) != null) {
            ReferenceCountUtil.release(message);
            count++;
        }
        return count;
    }

    private static FullHttpResponse response(int status) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.EMPTY_BUFFER);
    }

    private void answer() {
        channel.writeAndFlush(response(200));
    }

    private static FullHttpResponse lastResponse(int status) {
        FullHttpResponse last = response(status);
        last.headers().set("connection", "close");
        return last;
    }

    /** The status of the next answer on the wire; null when there is none. */
    private @Nullable Integer status() {
        Object message = channel.readOutbound();
        ReferenceCountUtil.release(message);
        return message instanceof HttpResponse head
                ? Integer.valueOf(head.status().code())
                : null;
    }

    private void assertRefused(int status) {
        assertThat(status()).isEqualTo(status);
        passedOn();
        send(GET);
        assertThat(passedOn()).as("nothing more is read").isZero();
        answer();
        assertThat(status()).as("nothing more is written").isNull();
        assertThat(guard.isEvictable()).isFalse();
    }

    private void awaitTimers(String what, BooleanSupplier condition) {
        Await.until(what, () -> {
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
            return condition.getAsBoolean();
        });
    }

    @Test
    void aConnectionIsEvictableBeforeAndAfterARequestButNotDuringIt() {
        assertThat(guard.isEvictable()).isTrue();
        send(GET.substring(0, 10));
        assertThat(guard.isEvictable()).isTrue();
        send(GET.substring(10));
        assertThat(guard.isEvictable()).isFalse();
        answer();
        assertThat(guard.isEvictable()).isTrue();
        assertThat(status()).isEqualTo(200);
    }

    @Test
    void aRequestAnsweredBeforeItsBodyIsCompleteKeepsTheConnectionUntilItIs() {
        send(POST + "ab");
        answer();
        assertThat(guard.isEvictable()).isFalse();
        send("cd");
        assertThat(guard.isEvictable()).isTrue();
        send(GET);
        assertThat(passedOn()).isEqualTo(5);
    }

    @Test
    void anInterimResponseIsNotTheAnswer() {
        send(POST);
        channel.writeOutbound(response(100));
        assertThat(guard.isEvictable()).isFalse();
        send("abcd");
        answer();
        assertThat(guard.isEvictable()).isTrue();
    }

    @Test
    void aBadHeadIsRefused() {
        send("GET / HTTP/1.1\r\n\r\n");
        assertRefused(400);
    }

    @Test
    void aBadHeadBehindAnotherRequestIsRefusedInItsTurn() {
        send(GET + "GET / HTTP/1.1\r\n\r\n");
        assertThat(status()).isNull();
        answer();
        assertThat(status()).isEqualTo(200);
        assertRefused(400);
    }

    @Test
    void theSeventeenthUnansweredRequestIsRefusedAfterTheOthers() {
        send(GET.repeat(20));
        assertThat(passedOn()).isEqualTo(2 * 16);
        for (int i = 0; i < 16; i++) {
            answer();
            assertThat(status()).isEqualTo(200);
        }
        assertRefused(400);
    }

    @Test
    void aBadChunkIsRefused() {
        send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");
        assertRefused(400);
    }

    @Test
    void anAnswerThatHasBegunIsCutOffWhenTheRestOfItsRequestIsBad() {
        send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        send("xyz\r\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aBodyThatCanNeverFitGetsA413AndOneThatDoesNotFitNowA503() {
        send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\n" + "a".repeat(300));
        assertRefused(413);

        BodyBudget.Lease other = budget.lease();
        assertThat(other.take(990)).isTrue();
        receiveWithin(LONG);
        send(POST + "abcd");
        assertRefused(503);
        other.release();
    }

    @Test
    void theMemoryOfABodyIsReleasedWithTheLastAnswerOrTheConnection() {
        send(POST + "abcd" + POST + "abcd");
        assertThat(budget.taken()).isEqualTo(32);
        answer();
        assertThat(budget.taken()).isEqualTo(32);
        answer();
        assertThat(budget.taken()).isZero();
        send(POST + "abcd");
        assertThat(budget.taken()).isEqualTo(16);
        channel.close();
        assertThat(budget.taken()).isZero();
        assertThat(closings).isEqualTo(1);
    }

    @Test
    void afterAnAnswerThatClosesNothingIsReadOrWritten() {
        send(GET);
        passedOn();
        channel.writeAndFlush(lastResponse(200));
        assertThat(status()).isEqualTo(200);
        send(GET);
        assertThat(passedOn()).isZero();
        answer();
        assertThat(status()).isNull();
        assertThat(guard.isEvictable()).isTrue();
    }

    @Test
    void whatIsMissingOfABodyIsPassedOnUntilTheLastAnswerIsSent() {
        send(POST + "ab");
        passedOn();
        channel.write(lastResponse(413));
        send("cd");
        assertThat(passedOn()).isEqualTo(1);
        send(GET);
        assertThat(passedOn()).isZero();
        channel.flush();
        assertThat(status()).isEqualTo(413);
    }

    @Test
    void aConnectionWithoutARequestIsClosedAfterTwiceTheLimit() {
        receiveWithin(SHORT);
        awaitTimers("the connection is closed", () -> !channel.isOpen());
        assertThat(status()).isNull();
    }

    @Test
    void aHeadOrABodyThatTricklesInIsRefused() {
        for (String part : new String[] {GET.substring(0, 10), POST + "ab"}) {
            receiveWithin(SHORT);
            send(part);
            awaitTimers(
                    "the request is refused", () -> !channel.outboundMessages().isEmpty());
            assertRefused(408);
        }
    }

    @Test
    void aRequestThatIsBeingAnsweredHasNoLimit() {
        receiveWithin(SHORT);
        send(GET + POST + "ab");
        long started = System.nanoTime();
        awaitTimers("three times the limit is over", () -> System.nanoTime() - started > 3 * SHORT.toNanos());
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.outboundMessages()).isEmpty();
        answer();
        assertThat(status()).isEqualTo(200);
        awaitTimers(
                "the second request is refused",
                () -> !channel.outboundMessages().isEmpty());
        assertRefused(408);
    }

    @Test
    void anIdleConnectionThatHasServedIsClosedAtOnceWhenEvicted() {
        send(GET);
        answer();
        guard.evict();
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aNewConnectionMaySendItsRequestWithinTheGracePeriodWhenEvicted() {
        guard.evict();
        channel.runPendingTasks();
        send(GET);
        afterGrace();
        answer();
        assertThat(status()).isEqualTo(200);
        passedOn();
        send(GET);
        assertThat(passedOn()).as("it was the last request").isZero();
    }

    private void afterGrace() {
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void aNewConnectionThatSendsNothingIsRefusedAfterTheGracePeriod() {
        guard.evict();
        channel.runPendingTasks();
        assertThat(status()).isNull();
        afterGrace();
        assertRefused(503);
    }

    @Test
    void aConnectionThatIsTurnedAwayIsRefused() {
        guard.turnAway();
        channel.runPendingTasks();
        assertRefused(503);
    }

    @Test
    void aStreamThatIsAnsweredPieceByPieceEndsWithItsLastPiece() {
        send(GET);
        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        channel.writeOutbound(new DefaultHttpContent(Unpooled.EMPTY_BUFFER));
        assertThat(guard.isEvictable()).isFalse();
        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(guard.isEvictable()).isTrue();
    }
}
