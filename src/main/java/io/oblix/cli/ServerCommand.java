package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code server}: serves until the process is stopped. */
@Command(name = "server", description = "Serves OpenAI's API in front of a local and a cloud model.")
final class ServerCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() throws Exception {
        return serve(options.read());
    }

    static int serve(OblixSettings settings) throws StartFailure, InterruptedException {
        OblixApplication server = OblixApplication.start(settings);
        return serve(server, settings, () -> {});
    }

    /**
     * Reports that the server is running and waits. On SIGTERM and Ctrl-C, answers in flight finish first.
     *
     * @param afterwards runs when the server has stopped
     */
    static int serve(OblixApplication server, OblixSettings settings, Runnable afterwards) throws InterruptedException {
        Runnable stop = () -> {
            server.close();
            afterwards.run();
            CommandLogs.flush();
        };
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "shutdown"));
        StartupReport.print(server, settings, System.out);
        new CountDownLatch(1).await();
        return 0;
    }
}
