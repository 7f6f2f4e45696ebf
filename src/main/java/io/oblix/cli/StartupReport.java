package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.log.Logs;
import io.oblix.provider.ModelState;
import io.oblix.settings.OblixSettings;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server prints after its start: its address, the state of its models, and examples to paste. With {@code
 * oblix.log.format=json} each part of it is an object of the log.
 */
final class StartupReport {

    private static final Logger LOG = LoggerFactory.getLogger(StartupReport.class);
    private static final Duration FIRST_PROBE = Duration.ofSeconds(3);

    private static final String EXAMPLES = """
        Try it:
          curl %1$s/v1/chat/completions -H "Content-Type: application/json"%2$s \\
            -d '{"model": "auto", "messages": [{"role": "user", "content": "What is AI orchestration?"}]}'

        Or in Python (pip install openai):
          from openai import OpenAI
          client = OpenAI(base_url="%1$s/v1", api_key="%3$s")
          response = client.chat.completions.create(
              model="auto", messages=[{"role": "user", "content": "What is AI orchestration?"}])
          print(response.choices[0].message.content)

        Dashboard: %1$s/   Health: %1$s/health   Metrics: %1$s/metrics   Stop with Ctrl-C.""";

    private StartupReport() {}

    /** Waits up to three seconds for the first probe of the models; requests are served meanwhile. */
    static void print(OblixApplication server, OblixSettings settings) throws InterruptedException {
        await(server::isProbed, FIRST_PROBE);
        if (Shutdown.hasBegun()) {
            return;
        }
        String url = settings.server().tls().scheme() + "://"
                + shownHost(settings.server().host()) + ":" + server.port();
        String address = String.format(
                "oblix-camel %s listens on %s (%s:%d)",
                OblixApplication.version(), url, settings.server().host(), server.port());
        String endpoint = String.format(
                "OpenAI endpoint: %1$s/v1/chat/completions (base URL %1$s/v1, %2$s)",
                url, server.asksForKeys() ? "with a key of yours" : "any API key");
        List<String> models = new ArrayList<>();
        for (Side side : Side.values()) {
            models.add(line(side.word(), server.model(side), server.sides().state(side)));
        }
        List<String> problems = problems(server, settings);
        String examples = server.asksForKeys()
                ? String.format(EXAMPLES, url, " -H \"Authorization: Bearer YOUR_KEY\"", "YOUR_KEY")
                : String.format(EXAMPLES, url, "", "any-value");
        if (Logs.areJson()) {
            LOG.info(address);
            LOG.info(endpoint);
            models.forEach(model -> LOG.info(model.strip()));
            problems.forEach(LOG::warn);
            LOG.info(examples);
        } else {
            print(System.out, address, endpoint, models, problems, examples);
        }
    }

    private static void print(
            PrintStream out,
            String address,
            String endpoint,
            List<String> models,
            List<String> problems,
            String examples) {
        out.println(address);
        out.println(endpoint);
        out.println();
        models.forEach(out::println);
        out.println();
        problems.forEach(problem -> out.println("! " + problem));
        if (!problems.isEmpty()) {
            out.println();
        }
        examples.lines().forEach(out::println);
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

    private static String line(String side, @Nullable ModelName model, @Nullable ModelState state) {
        return String.format(
                "  %s  %-32s %s",
                side, model == null ? "-" : model.toString(), state == null ? "not configured" : state.detail());
    }

    /** One line per problem, with the remedy. */
    private static List<String> problems(OblixApplication server, OblixSettings settings) {
        List<String> problems = new ArrayList<>(settings.warnings());
        for (Side side : Side.values()) {
            ModelState state = server.sides().state(side);
            if (state == null) {
                problems.add(String.format("No %1$s model is configured; --%1$s-model sets one.", side.word()));
            } else if (!state.available()) {
                problems.add(String.format("The %s model is not available: %s.", side.word(), state.detail()));
            }
        }
        if (!server.asksForKeys() && !isLoopback(settings.server().host())) {
            problems.add(String.format(
                    "Any client that reaches %s:%d can use your models and keys; --host 127.0.0.1 accepts only this"
                            + " machine, and 'keys create NAME' has all clients asked for a key.",
                    settings.server().host(), server.port()));
        }
        return problems;
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
