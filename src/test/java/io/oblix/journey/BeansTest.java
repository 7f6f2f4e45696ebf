package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.OblixApplication;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
import io.oblix.facts.FactSource;
import io.oblix.facts.RequestFacts;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.policy.Decision;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.settings.StartFailure;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's beans: facts for policies, and listeners; one that fails breaks no request. */
class BeansTest {

    private static final String POLICY = """
            - route:
                from:
                  uri: direct:policy-auto
                  steps:
                    - choice:
                        when:
                          - description: The office is open
                            simple: "${header.OblixCalendar.workingHours} == true"
                            steps:
                              - to: decide:cloud?reason=office-hours
                        otherwise:
                          steps:
                            - to: decide:local?reason=office-closed
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void openTheOffice() throws IOException {
        Calendar.open = true;
        Audit.EVENTS.clear();
        Files.writeString(folder.resolve("auto.camel.yaml"), POLICY);
        Files.writeString(folder.resolve("auto.examples.yaml"), """
            - given: {OblixCalendar.workingHours: false}
              then: {target: local, reason: office-closed}
            """);
    }

    /** Facts of the operator's own. */
    public static final class Calendar implements FactSource {

        static volatile boolean open;

        public record Hours(boolean workingHours) {}

        @Override
        public String header() {
            return "OblixCalendar";
        }

        @Override
        public Hours sample() {
            return new Hours(true);
        }

        @Override
        public Hours facts(RequestFacts request) {
            return new Hours(open);
        }
    }

    /** Writes down what it is called with. */
    public static final class Audit implements AttemptListener, RequestListener {

        static final Queue<String> EVENTS = new ConcurrentLinkedQueue<>();

        @Override
        public void asking(ChatRequest request, Decision decision, ModelName model, List<UpstreamProblem> failed) {
            EVENTS.add("asking " + model + " because " + decision.reason());
        }

        @Override
        public void sending(Question question, Place place) {
            EVENTS.add("sending to " + place.model());
        }

        @Override
        public void ended(AttemptRecord attempt) {
            EVENTS.add("call ended");
        }

        @Override
        public void ended(RequestRecord request) {
            EVENTS.add("request ended");
        }
    }

    /** Fails each time it is called. */
    public static final class Broken implements AttemptListener, RequestListener, FactSource {

        @Override
        public void ended(AttemptRecord attempt) {
            throw new IllegalStateException("broken at the end of a call");
        }

        @Override
        public void ended(RequestRecord request) {
            throw new NoClassDefFoundError("broken at the end of a request");
        }

        @Override
        public String header() {
            return "OblixCalendar";
        }

        @Override
        public Calendar.Hours sample() {
            return new Calendar.Hours(true);
        }

        @Override
        public Calendar.Hours facts(RequestFacts request) {
            throw new IllegalStateException("broken before a decision");
        }
    }

    private void beans(Class<?>... types) throws IOException {
        StringBuilder yaml = new StringBuilder("- beans:\n");
        for (Class<?> type : types) {
            yaml.append("    - {name: ")
                    .append(type.getSimpleName().toLowerCase(Locale.ROOT))
                    .append(", type: '");
            yaml.append(type.getName()).append("'}\n");
        }
        Files.createDirectories(folder.resolve("extensions"));
        Files.writeString(folder.resolve("extensions").resolve("beans.camel.yaml"), yaml);
    }

    private TestServer server(String... settings) {
        Map<String, String> all = new HashMap<>();
        all.put("oblix.routes-directory", folder.toString());
        all.put("oblix.extensions-directory", folder.resolve("extensions").toString());
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new TestServer(all);
    }

    @Test
    void aPolicyDecidesByAFactOfTheOperatorsAndListenersReceiveEachEvent() throws Exception {
        beans(Calendar.class, Audit.class);
        try (TestServer server = server()) {
            assertThat(server.health().at("/policies/rejected")).isEmpty();
            assertThat(server.reason("auto")).isEqualTo("office-hours");
            Await.until("the end of the request", () -> Audit.EVENTS.contains("request ended"));
            assertThat(Audit.EVENTS)
                    .containsExactlyInAnyOrder(
                            "asking " + TestServer.OPENAI + " because office-hours",
                            "sending to " + TestServer.OPENAI,
                            "call ended",
                            "request ended");

            Calendar.open = false;
            assertThat(server.reason("auto")).isEqualTo("office-closed");
            JsonNode route = TestServer.json(server.post("/v1/route", String.format(TestServer.HELLO, "auto")));
            assertThat(route.at("/facts/OblixCalendar/workingHours").asText()).isEqualTo("false");
            assertThat(route.toString()).contains("cloud, if OblixCalendar.workingHours were true (it is false)");
        }
    }

    @Test
    void anEditWithAMisspeltFactOfTheOperatorsIsRejectedWithFileAndLine() throws Exception {
        beans(Calendar.class);
        try (TestServer server = server()) {
            Files.writeString(folder.resolve("auto.camel.yaml"), POLICY.replace("workingHours", "workingHuors"));
            Await.until(
                    "a rejection",
                    () -> !server.health().at("/policies/rejected").isEmpty());

            JsonNode rejection = server.health().at("/policies/rejected/0");
            assertThat(rejection.path("file").asText()).endsWith("auto.camel.yaml");
            assertThat(rejection.path("line").asInt()).isEqualTo(8);
            assertThat(rejection.path("reason").asText())
                    .isEqualTo("OblixCalendar has no workingHuors; it has workingHours");
            assertThat(server.reason("auto")).isEqualTo("office-hours");
        }
    }

    @Test
    void aBeanThatFailsBreaksNoRequestAndIsCounted() throws Exception {
        beans(Broken.class, Audit.class);
        try (TestServer server = server()) {
            assertThat(server.hello("auto").statusCode()).isEqualTo(200);
            assertThat(server.reason("auto")).as("the sample's").isEqualTo("office-hours");
            Await.until(
                    "three failures of each request",
                    () -> server.metrics()
                            .contains("oblix_extension_events_total{hook=\"broken\",outcome=\"failed\"} 6.0"));
            assertThat(Audit.EVENTS).contains("call ended", "request ended");
        }
    }

    @Test
    void aSettingDeclaresABeanToo() {
        try (TestServer server = server("camel.beans.calendar", "#class:" + Calendar.class.getName())) {
            assertThat(server.reason("auto")).isEqualTo("office-hours");
        }
    }

    @Test
    void twoSourcesOfOneHeaderStopTheStart() throws Exception {
        beans(Calendar.class, Broken.class);

        assertThatThrownBy(this::server).cause().isInstanceOfSatisfying(StartFailure.class, failure -> {
            assertThat(failure.exitStatus()).isEqualTo(StartFailure.WRONG_SETTINGS);
            assertThat(failure).hasMessageContaining("the header OblixCalendar is taken");
        });
    }

    @Test
    void factsAreKnownWithoutAServerToo() throws Exception {
        beans(Calendar.class);
        try (TestServer server = server()) {
            assertThat(OblixApplication.factSamples(server.application().settings()))
                    .isEqualTo(Map.of("OblixCalendar", new Calendar.Hours(true)));
        }
    }

    @Test
    void theExampleInTheDocumentationIsASource() throws Exception {
        Matcher java =
                Pattern.compile("(?s)```java\n(.+?)```").matcher(Files.readString(Path.of("docs", "extensions.md")));
        assertThat(java.find()).isTrue();
        Path file = Files.writeString(folder.resolve("Calendar.java"), java.group(1));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", folder.toString(), file.toString());
        assertThat(status).isZero();

        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Object source =
                    classes.loadClass("com.example.Calendar").getConstructor().newInstance();
            assertThat(((FactSource) source).sample()).hasToString("Hours[workingHours=true, hour=10]");
        }
    }
}
