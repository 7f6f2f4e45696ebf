package io.oblix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.json.Json;
import io.oblix.telemetry.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files below {@code deploy} agree with the server and with one another. */
class DeploymentTest {

    private static final Path KUBERNETES = Path.of("deploy", "kubernetes");

    /** All but a ServiceMonitor, which is no part of Kubernetes. */
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "Deployment", Deployment.class,
            "Service", Service.class,
            "PodDisruptionBudget", PodDisruptionBudget.class,
            "NetworkPolicy", NetworkPolicy.class,
            "HorizontalPodAutoscaler", HorizontalPodAutoscaler.class);

    private static JsonNode yaml(Path file) throws IOException {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        return Json.MAPPER.valueToTree(loaded);
    }

    private final JsonNode deployment = yaml(KUBERNETES.resolve("deployment.yaml"));
    private final JsonNode pod = deployment.at("/spec/template/spec");
    private final JsonNode container = pod.at("/containers/0");

    DeploymentTest() throws IOException {}

    private static List<String> texts(JsonNode list, String field) {
        List<String> texts = new ArrayList<>();
        list.forEach(entry -> texts.add(entry.path(field).asText()));
        return texts;
    }

    private static Set<String> variables() throws IOException {
        Properties settings = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("application.properties"))) {
            settings.load(in);
        }
        return settings.stringPropertyNames().stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .collect(Collectors.toSet());
    }

    @Test
    void eachResourceIsThere() throws IOException {
        for (Path folder : new Path[] {KUBERNETES, KUBERNETES.resolve("monitoring")}) {
            JsonNode kustomization = yaml(folder.resolve("kustomization.yaml"));
            assertThat(kustomization.path("resources")).isNotEmpty().allSatisfy(resource -> {
                JsonNode content = yaml(folder.resolve(resource.asText()));
                assertThat(content.path("apiVersion").asText()).isNotEmpty();
                assertThat(content.path("kind").asText()).isNotEmpty();
                assertThat(content.at("/metadata/name").asText()).isEqualTo("oblix-camel");
            });
        }
    }

    /** What the API's own schema does not know ends up in {@code additionalProperties} of these types. */
    private static void addUnknown(List<String> found, String at, @Nullable Object value)
            throws ReflectiveOperationException {
        if (value instanceof Collection<?> list) {
            for (Object element : list) {
                addUnknown(found, at, element);
            }
        } else if (value instanceof Map<?, ?> map) {
            addUnknown(found, at, map.values());
        } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
            for (Method getter : value.getClass().getMethods()) {
                String name = getter.getName();
                if (name.equals("getAdditionalProperties")) {
                    ((Map<?, ?>) getter.invoke(value)).keySet().forEach(unknown -> found.add(at + "." + unknown));
                } else if (name.startsWith("get") && getter.getParameterCount() == 0 && !name.equals("getClass")) {
                    addUnknown(found, at + "." + name.substring("get".length()), getter.invoke(value));
                }
            }
        }
    }

    private static List<String> unknown(JsonNode resource) throws ReflectiveOperationException {
        Class<? extends HasMetadata> type =
                Objects.requireNonNull(KINDS.get(resource.path("kind").asText()));
        HasMetadata decoded = new ObjectMapper().convertValue(resource, type);
        assertThat(resource.path("apiVersion").asText()).isEqualTo(HasMetadata.getApiVersion(type));
        List<String> unknown = new ArrayList<>();
        addUnknown(unknown, resource.path("kind").asText(), decoded);
        return unknown;
    }

    @Test
    void eachResourceHasOnlyFieldsThatTheApiOfKubernetesKnows() throws Exception {
        int seen = 0;
        for (Path folder : new Path[] {KUBERNETES, KUBERNETES.resolve("monitoring")}) {
            for (JsonNode file : yaml(folder.resolve("kustomization.yaml")).path("resources")) {
                JsonNode resource = yaml(folder.resolve(file.asText()));
                if (KINDS.containsKey(resource.path("kind").asText())) {
                    assertThat(unknown(resource)).as(file.asText()).isEmpty();
                    seen++;
                }
            }
        }
        assertThat(seen).isEqualTo(KINDS.size());

        JsonNode misspelt = deployment.deepCopy();
        ((ObjectNode) misspelt.at("/spec/template/spec/containers/0")).put("livenesProbe", 1);
        assertThat(unknown(misspelt)).containsExactly("Deployment.Spec.Template.Spec.Containers.livenesProbe");
    }

    @Test
    void eachVariableIsASetting() throws IOException {
        Set<String> known = variables();
        List<String> named = texts(container.path("env"), "name");
        yaml(KUBERNETES.resolve("kustomization.yaml"))
                .at("/configMapGenerator/0/literals")
                .forEach(literal -> named.add(literal.asText().replaceFirst("=.*", "")));

        assertThat(named.stream().filter(name -> name.startsWith("OBLIX_")))
                .hasSizeGreaterThan(5)
                .isSubsetOf(known);
    }

    @Test
    void aPodRunsWithoutRootOnAReadOnlyDiskAndEndsAfterItsAnswers() {
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
        int grace = 0;
        for (JsonNode variable : container.path("env")) {
            if (variable.path("name").asText().equals("OBLIX_SHUTDOWN_GRACE")) {
                grace = Integer.parseInt(variable.path("value").asText().replace("s", ""));
            }
        }
        int pause = container.at("/lifecycle/preStop/exec/command/1").asInt();
        assertThat(pause).isPositive();
        assertThat(pod.path("terminationGracePeriodSeconds").asInt())
                .isGreaterThan(grace + pause)
                .isLessThan(120);
        assertThat(deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(1))
                .isZero();
    }

    @Test
    void eachMountHasItsVolumeAndNoFileIsMountedAloneSinceThatIsNeverUpdated() {
        assertThat(texts(container.path("volumeMounts"), "name"))
                .containsExactlyInAnyOrderElementsOf(texts(pod.path("volumes"), "name"));
        assertThat(container.path("volumeMounts").findValues("subPath")).isEmpty();
        assertThat(texts(container.path("volumeMounts"), "mountPath")).contains("/tmp", "/etc/oblix/routes");
    }

    /** The labels that kustomize adds reach no empty selector of a NetworkPolicy, and replace those of its peers. */
    @Test
    void eachSelectorNamesThePodsThatItMeans() throws IOException {
        assertThat(yaml(KUBERNETES.resolve("kustomization.yaml")).has("labels")).isFalse();
        JsonNode labels = deployment.at("/spec/template/metadata/labels");
        assertThat(labels.size()).isEqualTo(1);
        assertThat(deployment.at("/spec/selector/matchLabels")).isEqualTo(labels);
        assertThat(yaml(KUBERNETES.resolve("service.yaml")).at("/spec/selector"))
                .isEqualTo(labels);
        assertThat(yaml(KUBERNETES.resolve("disruption.yaml")).at("/spec/selector/matchLabels"))
                .isEqualTo(labels);
        JsonNode network = yaml(KUBERNETES.resolve("network.yaml"));
        assertThat(network.at("/spec/podSelector/matchLabels")).isEqualTo(labels);
        assertThat(network.findParents("podSelector").stream()
                        .map(peer -> peer.at("/podSelector/matchLabels/app.kubernetes.io~1name")
                                .asText()))
                .containsExactly("oblix-camel", "ollama", "postgresql");
        assertThat(yaml(KUBERNETES.resolve("monitoring").resolve("scrape.yaml")).at("/spec/selector/matchLabels"))
                .isEqualTo(yaml(KUBERNETES.resolve("service.yaml")).at("/metadata/labels"));
    }

    @Test
    void probesAndPortsAreThoseOfTheServer() throws IOException {
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
        String port = container.at("/ports/0/name").asText();
        assertThat(yaml(KUBERNETES.resolve("service.yaml"))
                        .at("/spec/ports/0/targetPort")
                        .asText())
                .isEqualTo(port);
        assertThat(yaml(KUBERNETES.resolve("network.yaml"))
                        .at("/spec/ingress/0/ports/0/port")
                        .asInt())
                .isEqualTo(container.at("/ports/0/containerPort").asInt());
    }

    @Test
    void replicasFollowAMetricThatTheServerHas() throws IOException {
        JsonNode scale = yaml(KUBERNETES.resolve("monitoring").resolve("scale.yaml"));
        Metrics metrics = new Metrics(CircuitBreakerRegistry.ofDefaults(), new InFlightCalls());

        assertThat(scale.at("/spec/scaleTargetRef/name").asText())
                .isEqualTo(deployment.at("/metadata/name").asText());
        assertThat(metrics.scrape())
                .contains("\n" + scale.at("/spec/metrics/0/pods/metric/name").asText() + "{target=\"local\"}");
        assertThat(yaml(KUBERNETES.resolve("monitoring").resolve("scrape.yaml"))
                        .at("/spec/endpoints/0/path")
                        .asText())
                .isEqualTo("/metrics");
    }

    /** Of a container's own folders nothing is left when it is replaced. */
    @Test
    void theLedgerOfComposeOutlivesItsContainerAndTheOperatorGetsIn() throws IOException {
        JsonNode compose = yaml(Path.of("docker-compose.yml"));
        JsonNode server = compose.at("/services/oblix-camel");
        String ledger = server.at("/environment/OBLIX_LEDGER_URL").asText();

        assertThat(server.at("/volumes/1").asText()).isEqualTo("ledger:/var/lib/oblix");
        assertThat(ledger).isEqualTo("${OBLIX_LEDGER_URL:-jdbc:sqlite:/var/lib/oblix/ledger.db}");
        assertThat(compose.path("volumes").has("ledger")).isTrue();
        assertThat(server.at("/environment/OBLIX_ADMIN_KEY").asText()).isEqualTo("${OBLIX_ADMIN_KEY:-}");
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("install -d -o oblix -m 700 /var/lib/oblix");
    }

    /** Docker kills a container after 10 s unless it is told to wait. */
    @Test
    void composeWaitsForTheAnswersInFlight() throws IOException {
        Properties settings = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("application.properties"))) {
            settings.load(in);
        }
        String grace = settings.getProperty("oblix.shutdown.grace");
        String wait = yaml(Path.of("docker-compose.yml"))
                .at("/services/oblix-camel/stop_grace_period")
                .asText();

        assertThat(Integer.parseInt(wait.replace("s", "")))
                .isGreaterThan(Integer.parseInt(grace.replace("s", "")) + 15);
    }

    @Test
    void theUnitOfSystemdTakesAwayWhatTheServerDoesNotNeed() throws IOException {
        List<String> unit = Files.readAllLines(Path.of("deploy", "systemd", "oblix-camel.service"));

        assertThat(unit)
                .contains("User=oblix", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict")
                .contains("PrivateTmp=yes", "RestartPreventExitStatus=2", "StateDirectory=oblix")
                .anySatisfy(line -> assertThat(line).startsWith("ExecStart=/usr/bin/java "))
                .noneSatisfy(line -> assertThat(line).startsWith("MemoryDenyWriteExecute=yes"));
        assertThat(unit.stream().filter(line -> line.startsWith("Environment=OBLIX_")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(variables()).contains(line.split("=")[1]));
    }
}
