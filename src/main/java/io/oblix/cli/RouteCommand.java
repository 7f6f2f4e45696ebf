package io.oblix.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.OblixApplication;
import io.oblix.chat.PolicyName;
import io.oblix.json.Json;
import io.oblix.key.KeyText;
import io.oblix.log.Logs;
import io.oblix.settings.LedgerSettings;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code route}: where a question would go, and why, in words. Calls no model. */
@Command(name = "route", description = "Shows where a question would go, and why. Calls no model.")
final class RouteCommand implements Callable<Integer> {

    private static final Duration FIRST_PROBES = Duration.ofSeconds(8);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Parameters(arity = "1..*", paramLabel = "<question>", description = "The question.")
    private List<String> question = List.of();

    @Option(names = "--policy", paramLabel = "<name>", description = "The policy to use (default: auto).")
    private String policy = PolicyName.AUTO;

    @Option(names = "--local-only", description = "As if the request were marked X-Oblix-Privacy: local-only.")
    private boolean localOnly;

    @Option(
            names = "--server",
            paramLabel = "<url>",
            description =
                    "Ask a running server, such as http://localhost:62549, which also knows recent requests and the"
                            + " speed of its models.")
    private @Nullable String server;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        if (server != null) {
            print(ask(server.replaceFirst("/+$", ""), options.read().keys().adminKey()));
            return 0;
        }
        Logs.silence();
        String key = KeyText.random();
        OblixSettings settings = options.read(Map.of(
                "oblix.host",
                "127.0.0.1",
                "oblix.port",
                "0",
                "oblix.tls.certificate",
                "",
                "oblix.tls.key",
                "",
                "oblix.ledger.url",
                LedgerSettings.OFF,
                "oblix.admin-key",
                key));
        try (OblixApplication application = OblixApplication.start(settings)) {
            StartupReport.await(application::isReady, FIRST_PROBES);
            print(ask("http://127.0.0.1:" + application.port(), key));
        }
        return 0;
    }

    /** @param key of an admin; null without one */
    private ObjectNode ask(String base, @Nullable String key) throws StartFailure, InterruptedException {
        ObjectNode body = Json.object().put("model", PolicyName.asModel(policy));
        body.putArray("messages").addObject().put("role", "user").put("content", String.join(" ", question));
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/v1/route"))
                    .timeout(TIMEOUT)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
            if (key != null) {
                request.header("Authorization", "Bearer " + key);
            }
            if (localOnly) {
                request.header("X-Oblix-Privacy", "local-only");
            }
            HttpResponse<byte[]> answer = HttpClient.newBuilder()
                    .connectTimeout(TIMEOUT)
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            ObjectNode json = Json.objectOrNull(answer.body());
            if (json == null || answer.statusCode() != 200) {
                String said = json == null ? "" : json.at("/error/message").asText();
                throw StartFailure.settings(
                        said.isEmpty() ? "The server at " + base + " is not an oblix-camel." : said);
            }
            return json;
        } catch (IOException | IllegalArgumentException unreachable) {
            throw new StartFailure(
                    StartFailure.CANNOT_START,
                    "No server answers at " + base + " (" + reason(unreachable) + "). Start one, or omit --server.");
        }
    }

    private static String reason(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : message;
    }

    private void print(ObjectNode route) {
        line("target", route.path("target").asText() + model(route.path("model")));
        line("fallback", route.path("fallback").asText() + model(route.path("fallbackModel")));
        if (route.has("hedgeAfterMillis")) {
            line(
                    "hedge",
                    "the fallback is asked as well after "
                            + route.path("hedgeAfterMillis").asText() + " ms without content");
        }
        line("policy", route.path("policy").asText());
        line("rule", route.path("rule").asText());
        line("reason", route.path("reason").asText());
        route.path("because")
                .forEach(because -> line("because", because.path("sentence").asText()));
        out.println();
        route.path("facts").properties().forEach(record -> facts(record.getKey(), record.getValue()));
        if (!route.path("alternatives").isEmpty()) {
            out.println();
            out.println("It would go elsewhere:");
            route.path("alternatives")
                    .forEach(other -> out.println("  " + other.path("sentence").asText() + ": "
                            + other.path("reason").asText()));
        }
    }

    private static String model(JsonNode model) {
        return model.isTextual() ? ", " + model.asText() : "";
    }

    private void facts(String name, JsonNode facts) {
        List<String> pairs = new ArrayList<>();
        facts.properties().forEach(fact -> pairs.add(fact.getKey() + " " + text(fact.getValue())));
        line(name, String.join(", ", pairs));
    }

    /** Rounded to three digits. */
    private static String text(JsonNode value) {
        return value.isFloatingPointNumber()
                ? new BigDecimal(value.asText())
                        .round(new MathContext(3))
                        .stripTrailingZeros()
                        .toPlainString()
                : value.asText();
    }

    private void line(String name, String value) {
        out.printf("%-14s %s%n", name, value);
    }
}
