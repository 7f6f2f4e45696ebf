package io.oblix.facts;

import io.oblix.chat.ChatRequest;
import io.oblix.dialect.DialectRoutes;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.machine.MachineMonitor;
import io.oblix.facts.machine.MachineProbe;
import io.oblix.facts.network.CloudCheck;
import io.oblix.facts.network.NetworkMonitor;
import io.oblix.key.Key;
import io.oblix.settings.MachineSettings;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the facts: probes measure the machine and the network in the background, and a request only reads their last
 * results.
 */
public final class FactsRoutes extends RouteBuilder {

    /** The exchange property with the {@link Facts}. */
    public static final String FACTS = "OblixFacts";

    private static final String CHECK_STARTED = "OblixCheckStarted";

    private final UnaryOperator<ChatRequest> names;
    private final RequestFactsReader requests;
    private final MachineProbe probe;
    private final MachineMonitor machine;
    private final MachineSettings machineSettings;
    private final NetworkMonitor network;
    private final BiFunction<RequestFacts, MachineFacts, Facts> facts;
    private final Function<Key, KeyFacts> keys;
    private final @Nullable String cloudEndpoint;

    /**
     * @param names gives the model that a request names by another name its own
     * @param facts adds what is known of the network and the two models to a request and the machine
     * @param keys says what a caller has spent, and what is left to spend
     * @param cloudEndpoint a URL of the cloud provider that answers without a key; null without a cloud model
     */
    public FactsRoutes(
            UnaryOperator<ChatRequest> names,
            RequestFactsReader requests,
            MachineProbe probe,
            MachineSettings machineSettings,
            MachineMonitor machine,
            NetworkMonitor network,
            BiFunction<RequestFacts, MachineFacts, Facts> facts,
            Function<Key, KeyFacts> keys,
            @Nullable String cloudEndpoint) {
        this.names = names;
        this.requests = requests;
        this.probe = probe;
        this.machineSettings = machineSettings;
        this.machine = machine;
        this.network = network;
        this.facts = facts;
        this.keys = keys;
        this.cloudEndpoint = cloudEndpoint;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:facts")
                .routeId("facts")
                .description("What is known of the request, the machine, the network and both models")
                .process(this::gather)
                .id("gather");

        from("timer:machine?delay=200&period="
                        + machineSettings.sampleInterval().toMillis())
                .routeId("resource-monitor")
                .routeGroup("background")
                .description("Samples processor, memory, load, graphics card and battery")
                .process(tick -> machine.accept(probe.sample()))
                .id("sample");

        if (cloudEndpoint != null) {
            CloudCheck.prepare(getContext());
            boolean forCamel = CloudCheck.isForCamel(cloudEndpoint);
            String check = forCamel ? CloudCheck.endpoint(cloudEndpoint) : "direct:check-by-name";
            if (!forCamel) {
                from(check).routeId("check-by-name").process(exchange -> CloudCheck.head(cloudEndpoint, exchange));
            }
            from("timer:network?delay=0&period=1000")
                    .routeId("connectivity-agent")
                    .routeGroup("background")
                    .description("Checks the cloud endpoint without a key; sooner after a failure")
                    .filter(tick -> network.isCheckDue())
                    .setProperty(CHECK_STARTED, System::nanoTime)
                    .doTry()
                    .to(check)
                    .id("check-cloud-endpoint")
                    .process(this::checked)
                    .doCatch(Exception.class)
                    .process(failed -> network.unreachable())
                    .end();
        }
    }

    private void gather(Exchange exchange) {
        ChatRequest request = names.apply(exchange.getProperty(DialectRoutes.REQUEST, ChatRequest.class));
        RequestFacts read = requests.read(request);
        exchange.setProperty(DialectRoutes.REQUEST, request.withTask(read.sideTask()));
        Facts known = facts.apply(read, machine.facts()).by(keys.apply(request.key()));
        exchange.setProperty(FACTS, known);
        exchange.getMessage().setHeaders(known.asHeaders());
    }

    private void checked(Exchange exchange) {
        if (CloudCheck.isAnswer(exchange.getMessage())) {
            long started = exchange.getProperty(CHECK_STARTED, Long.class);
            network.answered(Duration.ofNanos(System.nanoTime() - started));
        } else {
            network.unreachable();
        }
    }
}
