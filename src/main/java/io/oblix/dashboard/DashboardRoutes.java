package io.oblix.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.dashboard.Assets.Asset;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;

/**
 * {@code GET /}: the page for browsers, and the sign of Ollama's API for all others. Below {@code /dashboard/} the files of the
 * page, and what it asks for beside its stream of events.
 */
final class DashboardRoutes extends HttpRoutes {

    static final String BELOW = "/dashboard/";
    static final String EVENTS = BELOW + "events";

    private static final String RUNNING = "Ollama is running";
    private static final String CACHE = "cache-control";

    private final DecisionStory stories;
    private final UsagePeriods usage;

    DashboardRoutes(DecisionStory stories, UsagePeriods usage) {
        this.stories = stories;
        this.usage = usage;
    }

    @Override
    public void configure() {
        get("/", "root")
                .description("The dashboard for browsers; for others a sign that Ollama's API is here")
                .process(this::root)
                .id("send-page");
        get(BELOW + "decision", "dashboard-decision")
                .description("One decision with its facts, its alternatives and its calls")
                .process(this::decision)
                .id("tell-decision");
        get(BELOW + "usage", "dashboard-usage")
                .description("What was used today, in 7 or 30 days, beside the time before")
                .process(this::usage)
                .id("sum-periods");
        get(BELOW + "connect", "dashboard-connect")
                .description("How clients are pointed here")
                .process(this::connect)
                .id("list-clients");
        get(BELOW + "*", "dashboard-files")
                .description("The files of the dashboard")
                .process(this::file)
                .id("send-file");
    }

    private void root(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        String accept = String.join(",", http.headers("accept")).toLowerCase(Locale.ROOT);
        http.answerHeader("vary", "accept, origin");
        if (accept.contains("text/html")) {
            Page.secure(http);
            reply(
                    exchange,
                    200,
                    Assets.get().index().bytes(),
                    Assets.get().index().type());
        } else {
            reply(exchange, 200, RUNNING.getBytes(StandardCharsets.US_ASCII), "text/plain; charset=utf-8");
        }
    }

    private void file(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        Asset asset = Assets.get().file(http.path().substring(http.path().lastIndexOf('/') + 1));
        if (asset == null
                || !http.path()
                        .equals(BELOW + http.path().substring(BELOW.length()).replace("/", ""))) {
            throw RequestProblem.unknownPath("GET", http.path(), "The dashboard is at /.", List.of());
        }
        http.answerHeader(CACHE, "private, max-age=31536000, immutable");
        http.answerHeader("x-content-type-options", "nosniff");
        reply(exchange, 200, asset.bytes(), asset.type());
    }

    private void decision(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        String id = http.query("id");
        ObjectNode story = id == null ? null : stories.of(id);
        if (story == null) {
            throw RequestProblem.invalid(
                    "id",
                    "decision_not_found",
                    "There is no such decision among the last ones; GET /v1/decisions lists them.");
        }
        http.answerHeader(CACHE, "no-store");
        reply(exchange, 200, story);
    }

    private void usage(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        ObjectNode periods = usage.of(http.query("days"));
        http.answerHeader(CACHE, "no-store");
        reply(exchange, 200, periods);
    }

    private void connect(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        List<String> hosts = http.headers("host");
        ObjectNode json = Json.object();
        ArrayNode clients = json.putArray("clients");
        String host = hosts.isEmpty() ? "localhost:62549" : hosts.get(0);
        ClientGuide guide = ClientGuide.load();
        guide.titles()
                .forEach((name, title) -> clients.addObject()
                        .put("name", name)
                        .put("title", title)
                        .put("lines", guide.show(name, host.contains(":") ? host : host + ":80")));
        http.answerHeader(CACHE, "no-store");
        reply(exchange, 200, json);
    }
}
