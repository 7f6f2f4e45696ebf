package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.KeysOnDisk;
import io.oblix.fixture.PromQuery;
import io.oblix.fixture.Scrape;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The dashboard for Grafana, the alert rules and the page of metrics name what a scrape has after requests of all kinds: series,
 * labels and their values.
 */
class MonitoringTest {

    private static final Path DASHBOARD = Path.of("deploy", "grafana", "oblix-camel.json");
    private static final Path ALERTS = Path.of("deploy", "prometheus", "alerts.yaml");
    private static final Path PAGE = Path.of("docs", "metrics.md");

    /** Prometheus adds these. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

    private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9_]+)` \\| (\\w+) \\| ?([^|]*?) ?\\|.*");
    private static final Pattern NAME = Pattern.compile("`([a-z_0-9]+)`");

    private static final KeysOnDisk KEYS =
            new KeysOnDisk().with("boss", "admin: true").with("team-a", "budget: {day: 5.00}");

    @RegisterExtension
    static final TestServer SERVER = new TestServer(settings());

    private static Scrape scrape = new Scrape(List.of());

    private static Map<String, String> settings() {
        try {
            Path routes = Files.createTempDirectory("monitored");
            policy(routes, "hedged", "hedge=100ms");
            policy(routes, "judged", "escalate=1");
            Files.writeString(routes.resolve("broken.camel.yaml"), "- route: {");
            Path hooks = Files.createTempDirectory("hooks");
            Files.writeString(hooks.resolve("guard.camel.yaml"), """
                - route:
                    id: guard
                    from:
                      uri: direct:on-request
                      steps:
                        - choice:
                            when:
                              - simple: "${bodyAs(String)} contains 'PRIVATE KEY'"
                                steps:
                                  - to: decide:reject?reason=contains-a-key
                """);
            Map<String, String> settings = new HashMap<>(KEYS.setting());
            settings.put("oblix.routes-directory", routes.toString());
            settings.put("oblix.extensions-directory", hooks.toString());
            settings.put("oblix.hedge.share", "1");
            settings.put("oblix.cascade.gate-tokens", "4");
            settings.put("oblix.retry.max-delay", "10ms");
            settings.put("oblix.budget.day", "100");
            return settings;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void policy(Path folder, String name, String option) throws IOException {
        Files.writeString(folder.resolve(name + ".camel.yaml"), """
            - route:
                from:
                  uri: direct:policy-%s
                  steps:
                    - to: decide:local?fallback=cloud&reason=usual&%s
            """.formatted(name, option));
    }

    private static void ask(String model, boolean streamed) {
        SERVER.chat(TestServer.helloBody(model, streamed), KeysOnDisk.bearer("team-a"));
    }

    private static String metrics() {
        return SERVER.send(HttpRequest.newBuilder(URI.create(SERVER.url("/metrics")))
                        .headers(KeysOnDisk.bearer("boss")))
                .body();
    }

    @BeforeAll
    static void requestsOfAllKinds() {
        SERVER.providers()
                .forEach(provider -> provider.answering(
                        request -> SimulatedAnswer.of("It may be Paris, or else Lyon, who can say?", 10)));
        for (String model : List.of("auto", LOCAL, OPENAI, CLAUDE)) {
            ask(model, false);
            ask(model, true);
        }
        SERVER.post(
                "/v1/completions",
                "{\"model\":\"" + LOCAL + "\",\"prompt\":\"Once\",\"stream\":true}",
                KeysOnDisk.bearer("team-a"));
        SERVER.openai.withModels("gpt-4o-mini", "text-embedding-3-small");
        SERVER.post(
                "/v1/embeddings",
                "{\"model\":\"openai:text-embedding-3-small\",\"input\":\"Hello\"}",
                KeysOnDisk.bearer("team-a"));
        ask("no-such-model", false);
        SERVER.chat(
                "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"PRIVATE KEY\"}]}",
                KeysOnDisk.bearer("team-a"));
        SERVER.providers().forEach(provider -> provider.failAlways(Fault.Status.of(500)));
        ask("auto", false);
        SERVER.providers().forEach(provider -> provider.heal());
        SERVER.ollama.failNext(new Fault.Hangup(), new Fault.Hangup(), new Fault.Hangup());
        ask("auto:hedged", false);
        SERVER.ollama.failNext(new Fault.Cut(3));
        ask("auto", true);
        SERVER.providers().forEach(provider -> provider.heal());
        SERVER.ollama.failNext(new Fault.Silence());
        ask("auto:hedged", false);
        SERVER.providers().forEach(provider -> provider.heal());
        SERVER.ollama.answering(request -> SimulatedAnswer.of("It may be Paris, or else Lyon, who can say?", 10)
                .sure(-3.0));
        ask("auto:judged", false);
        Await.until("all kinds are counted", () -> {
            String now = metrics();
            return now.contains("oblix_hedges_total{")
                    && now.contains("oblix_rescues_total{")
                    && now.contains("oblix_escalations_total{")
                    && now.contains("fallback=\"true\"");
        });
        scrape = Scrape.of(metrics());
    }

    /** What of the query a scrape does not have; empty if it has all. */
    private static List<String> missing(String query) {
        // A variable of the dashboard stands for any value.
        PromQuery parsed = PromQuery.parse(query.replace("$instance", ".*"));
        List<String> missing = new ArrayList<>();
        Set<String> labels = new HashSet<>(OF_PROMETHEUS);
        for (PromQuery.Selector selector : parsed.selectors()) {
            List<Scrape.Series> selected =
                    scrape.series().stream().filter(selector::selects).toList();
            if (selected.isEmpty()) {
                missing.add(selector.toString());
            }
            selected.forEach(series -> labels.addAll(series.labels().keySet()));
        }
        parsed.grouped().stream().filter(label -> !labels.contains(label)).forEach(missing::add);
        assertThat(parsed.selectors()).as(query).isNotEmpty();
        return missing;
    }

    @Test
    void eachQueryOfTheDashboardFindsItsSeries() throws IOException {
        JsonNode dashboard = Json.MAPPER.readTree(DASHBOARD.toFile());
        Set<Integer> ids = new HashSet<>();
        int queries = 0;
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt()))
                    .as("id of %s", panel.path("title"))
                    .isTrue();
            for (JsonNode target : panel.path("targets")) {
                queries++;
                assertThat(missing(target.path("expr").asText()))
                        .as("%s: %s", panel.path("title"), target.path("expr"))
                        .isEmpty();
            }
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("targets")).as("%s", panel.path("title")).isNotEmpty();
                assertThat(panel.path("description").asText())
                        .as("%s", panel.path("title"))
                        .endsWith(".");
            }
        }
        assertThat(queries).isGreaterThan(30);
        String variable = dashboard.at("/templating/list/1/query/query").asText();
        assertThat(variable).matches("label_values\\(\\w+, instance\\)");
        assertThat(missing(variable.replaceAll("label_values\\((\\w+),.*", "$1")))
                .isEmpty();
    }

    @Test
    void panelsDoNotOverlapAndFitTheScreen() throws IOException {
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : Json.MAPPER.readTree(DASHBOARD.toFile()).path("panels")) {
            JsonNode at = panel.path("gridPos");
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    assertThat(cells.add((at.path("x").asInt() + x) + ":"
                                    + (at.path("y").asInt() + y)))
                            .as("%s", panel.path("title"))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void eachAlertFindsItsSeriesAndSaysWhatToDo() throws IOException {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(ALERTS));
        JsonNode groups = Json.MAPPER.valueToTree(loaded).path("groups");
        Set<String> alerts = new TreeSet<>();
        for (JsonNode group : groups) {
            for (JsonNode rule : group.path("rules")) {
                String name = rule.path("alert").asText();
                alerts.add(name);
                String query = rule.path("expr").asText();
                assertThat(missing(query)).as(name).isEmpty();
                assertThat(rule.at("/labels/severity").asText()).as(name).isIn("info", "warning", "critical");
                for (String text : List.of("summary", "description", "runbook")) {
                    assertThat(rule.path("annotations").path(text).asText())
                            .as("%s of %s", text, name)
                            .hasSizeGreaterThan(15);
                }
            }
        }
        assertThat(alerts)
                .contains(
                        "OblixCircuitOpen",
                        "OblixManyFallbacks",
                        "OblixBudgetNearlySpent",
                        "OblixPolicyRejected",
                        "OblixNoLocalModel");
    }

    @Test
    void thePageOfMetricsHasEachSeriesOfOursWithItsLabels() throws IOException {
        Map<String, Set<String>> served = new TreeMap<>();
        for (Scrape.Series series : scrape.series()) {
            String name = series.name().replaceAll("_(bucket|count|sum|max)$", "");
            if (name.matches("(oblix|gen_ai)_.*") || name.equals("resilience4j_circuitbreaker_state")) {
                Set<String> labels = served.computeIfAbsent(name, ours -> new TreeSet<>());
                labels.addAll(series.labels().keySet());
                labels.remove("le");
            }
        }
        Map<String, Set<String>> documented = new TreeMap<>();
        Set<String> before = Set.of();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> labels = row.group(3).equals("the same") ? before : names(row.group(3));
                documented.put(row.group(1), labels);
                before = labels;
            }
        }

        assertThat(documented).isEqualTo(served);
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        NAME.matcher(text).results().forEach(name -> names.add(name.group(1)));
        return names;
    }

    @Test
    void aQueryThatNamesWhatNoScrapeHasIsFound() {
        assertThat(missing("sum by (target) (rate(oblix_decisions_total{fallback=\"true\"}[5m]))"))
                .isEmpty();
        assertThat(missing("sum by (side) (rate(oblix_decisions_total[5m]))")).containsExactly("side");
        assertThat(missing("rate(oblix_decision_total[5m]) / on (target) oblix_calls_in_flight"))
                .hasSize(1);
        assertThat(missing("oblix_calls_in_flight{target=\"lokal\"} > 1")).hasSize(1);
    }
}
