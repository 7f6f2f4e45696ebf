package io.oblix.cli;

import ch.qos.logback.classic.LoggerContext;
import io.oblix.OblixApplication;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code server}: serves until it is told to stop. */
@Command(
        name = "server",
        description = "Serves OpenAI's API in front of a local and a cloud model.",
        mixinStandardHelpOptions = true,
        versionProvider = OblixCommand.Version.class,
        sortOptions = false)
final class ServerCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() throws Exception {
        return serve(options.read());
    }

    static int serve(OblixSettings settings) throws StartFailure, InterruptedException {
        OblixApplication server = OblixApplication.start(settings);
        stopWithTheProcess(server, () -> {});
        StartupReport.print(server, settings, System.out);
        return waitForever();
    }

    /** On SIGTERM and Ctrl-C: answers in flight finish first. */
    static void stopWithTheProcess(OblixApplication server, Runnable afterwards) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            afterwards.run();
                            writeOutTheLog();
                        },
                        "shutdown"));
    }

    /** Lines of requests are written by a thread of their own; the last ones must not be lost. */
    private static void writeOutTheLog() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.stop();
        }
    }

    static int waitForever() throws InterruptedException {
        new CountDownLatch(1).await();
        return 0;
    }
}
