package io.oblix.cli;

import io.oblix.dashboard.ClientGuide;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code connect}: the lines that point a client at the server of these settings, which need not run. */
@Command(name = "connect", description = "Shows how to point a client at this server, with the lines to paste.")
final class ConnectCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "<client>",
            description = "For instance claude-code, codex, open-webui. Without one: lists the clients.")
    private @Nullable String client;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        OblixSettings settings = options.read();
        ClientGuide guide = ClientGuide.load();
        String server = StartupReport.shownHost(settings.server().host()) + ":"
                + settings.server().port();
        String scheme = settings.server().tls().scheme();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        String asked = client;
        if (Files.exists(settings.keys().file())) {
            out.println(
                    "The server asks for a key (" + settings.keys().file() + "): write yours where a line says any.");
            out.println();
        }
        if (asked == null) {
            list(guide, server, scheme, out);
            return 0;
        }
        String name = asked.toLowerCase(Locale.ROOT);
        String title = guide.titles().get(name);
        if (title == null) {
            throw StartFailure.settings("There is no client '" + asked + "' in the list. It has: "
                    + String.join(", ", guide.titles().keySet()));
        }
        out.println(title);
        out.println();
        out.print(guide.show(name, server).replace("http://" + server, scheme + "://" + server));
        out.flush();
        return 0;
    }

    private static void list(ClientGuide guide, String server, String scheme, PrintWriter out) {
        guide.titles().forEach((name, title) -> out.printf("  %-22s %s%n", name, title));
        out.println();
        out.println("connect CLIENT prints the lines to paste. For any other:");
        out.println("  OpenAI's API     base URL " + scheme + "://" + server + "/v1, any key, model auto");
        out.println("  Anthropic's API  base URL " + scheme + "://" + server + ", any key, model auto");
        out.println("  Ollama's API     host " + scheme + "://" + server + ", model auto:latest");
        out.flush();
    }
}
