package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.log.Logs;
import io.oblix.settings.LogFormat;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import java.nio.file.Path;
import java.util.Map;
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
        return serve(options, Map.of());
    }

    /** @param overrides settings that override all others */
    static int serve(ServerOptions options, Map<String, String> overrides) throws StartFailure, InterruptedException {
        Logs.write(LogFormat.wanted(Path.of(""), System.getenv()));
        OblixSettings settings = options.read(overrides);
        Shutdown shutdown = new Shutdown();
        OblixApplication server = OblixApplication.startAndRehearse(settings, attempt -> {});
        return serve(server, settings, shutdown, () -> {});
    }

    /**
     * Reports that the server is running and waits for the end of the process.
     *
     * @param afterwards runs when the server has stopped
     */
    static int serve(OblixApplication server, OblixSettings settings, Shutdown shutdown, Runnable afterwards)
            throws InterruptedException {
        shutdown.serving(server, afterwards);
        StartupReport.print(server, settings);
        new CountDownLatch(1).await();
        return 0;
    }
}
