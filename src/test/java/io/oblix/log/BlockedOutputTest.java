package io.oblix.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.oblix.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

/** The request log as {@link LogConfiguration} has it, while nothing reads the server's output. */
@Timeout(30)
class BlockedOutputTest {

    private final PrintStream out = System.out;
    private final CountDownLatch unblocked = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @AfterEach
    void restore() {
        unblocked.countDown();
        System.setOut(out);
    }

    private PrintStream blocked() {
        return new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int start, int length) {
                try {
                    unblocked.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                written.write(bytes, start, length);
            }
        });
    }

    private static LoggerContext configured() {
        LoggerContext logs = new LoggerContext();
        logs.setMDCAdapter(MDC.getMDCAdapter());
        LogConfiguration.configureServer(logs);
        return logs;
    }

    @Test
    void requestsDoNotWaitForABlockedOutputAndWhatWasKeptIsWrittenAtShutdown() throws Exception {
        System.setOut(blocked());
        LoggerContext logs = configured();
        Logger log = logs.getLogger("oblix.request");

        for (int i = 0; i < 20_000; i++) {
            log.info("line {}", i);
        }
        assertThat(written.size()).isZero();
        unblocked.countDown();
        logs.stop();

        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("INFO  request: line 0\n", "line 4000\n")
                .doesNotContain("line 19999");
    }

    @Test
    void aLineOfAPolicyHasTheRequestThatItWasWrittenFor() throws Exception {
        System.setOut(blocked());
        LoggerContext logs = configured();
        ThreadRequest.set(new LoggedRequest.Kept("req_5", "", ""));
        logs.getLogger("policy.auto").info("to the cloud");
        ThreadRequest.clear();
        logs.getLogger("policy.auto").info("a trial");
        unblocked.countDown();
        logs.stop();

        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("INFO  auto: req_5 to the cloud\n", "INFO  auto: a trial\n");
    }

    @Test
    void aLineThatCannotBeWrittenTakesNoOthersAlong() {
        System.setOut(blocked());
        LoggerContext logs = configured();
        Logger log = logs.getLogger("oblix.request");
        log.info("before");
        log.info("{}", Json.object().putPOJO("what", new Object()));
        log.info("after");
        unblocked.countDown();
        logs.stop();

        assertThat(written.toString(StandardCharsets.UTF_8)).contains("before\n", "after\n");
    }
}
