package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.provider.ModelState;
import io.oblix.settings.OblixSettings;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the server prints after its start: its address, the state of its models, and examples to paste. */
final class StartupReport {

    private static final Duration FIRST_PROBE = Duration.ofSeconds(3);

    private StartupReport() {}

    /** Waits up to three seconds for the first probe of the models; requests are served meanwhile. */
    static void print(OblixApplication server, OblixSettings settings, PrintStream out) throws InterruptedException {
        await(server::isProbed, FIRST_PROBE);
        if (Shutdown.hasBegun()) {
            return;
        }
        String url = settings.server().tls().scheme() + "://"
                + shownHost(settings.server().host()) + ":" + server.port();
        out.printf(
                "oblix-camel %s listens on %s (%s:%d)%n",
                OblixApplication.version(), url, settings.server().host(), server.port());
        out.printf("OpenAI endpoint: %s/v1/chat/completions (base URL %s/v1, any API key)%n", url, url);
        out.println();
        line(out, "local", server.model(Side.LOCAL), server.sides().state(Side.LOCAL));
        line(out, "cloud", server.model(Side.CLOUD), server.sides().state(Side.CLOUD));
        out.println();
        problems(out, server, settings);
        out.printf("""
            Try it:
              curl %1$s/v1/chat/completions -H "Content-Type: application/json" \\
                -d '{"model": "auto", "messages": [{"role": "user", "content": "What is AI orchestration?"}]}'

            Or in Python (pip install openai):
              from openai import OpenAI
              client = OpenAI(base_url="%1$s/v1", api_key="any-value")
              response = client.chat.completions.create(
                  model="auto", messages=[{"role": "user", "content": "What is AI orchestration?"}])
              print(response.choices[0].message.content)

            Health: %1$s/health   Metrics: %1$s/metrics   Stop with Ctrl-C.
            """, url);
        out.println();
        out.flush();
    }

    /** Waits until it is so, or for this long. */
    static void await(BooleanSupplier condition, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }

    private static void line(PrintStream out, String side, @Nullable ModelName model, @Nullable ModelState state) {
        out.printf(
                "  %s  %-32s %s%n",
                side, model == null ? "-" : model.toString(), state == null ? "not configured" : state.detail());
    }

    /** One line per problem, with the remedy. */
    private static void problems(PrintStream out, OblixApplication server, OblixSettings settings) {
        boolean any = false;
        for (String warning : settings.warnings()) {
            out.println("! " + warning);
            any = true;
        }
        for (Side side : Side.values()) {
            ModelState state = server.sides().state(side);
            if (state == null) {
                out.printf("! No %1$s model is configured; --%1$s-model sets one.%n", side.word());
            } else if (!state.available()) {
                out.printf("! The %s model is not available: %s.%n", side.word(), state.detail());
            }
            any |= state == null || !state.available();
        }
        if (!isLoopback(settings.server().host())) {
            out.printf(
                    "! Any client that reaches %s:%d can use your models and keys; --host 127.0.0.1 accepts only this"
                            + " machine.%n",
                    settings.server().host(), server.port());
            any = true;
        }
        if (any) {
            out.println();
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** As a client on this machine writes it in a URL. */
    static String shownHost(String host) {
        return switch (host) {
            case "0.0.0.0", "::", "[::]" -> "localhost";
            default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    }
}
