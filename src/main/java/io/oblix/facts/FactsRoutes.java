package io.oblix.facts;

import io.oblix.chat.ChatRequest;
import io.oblix.dialect.DialectRoutes;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.machine.MachineMonitor;
import io.oblix.facts.machine.MachineProbe;
import io.oblix.facts.machine.MachineSample;
import io.oblix.facts.network.CloudCheck;
import io.oblix.facts.network.NetworkMonitor;
import io.oblix.key.Key;
import io.oblix.settings.MachineSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the facts: probes measure the machine and the network in the background, and a request only reads their last
 * results.
 */
public final class FactsRoutes extends RouteBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(FactsRoutes.class);

    /** The load of a processor is that of a while. */
    private static final long BEFORE_FIRST_SAMPLE_MILLIS = 200;

    /** The exchange property with the {@link Facts}. */
    public static final String FACTS = "OblixFacts";

    private final UnaryOperator<ChatRequest> names;
    private final RequestFactsReader requests;
    private final Supplier<MachineProbe> openProbe;
    private final MachineMonitor machine;
    private final MachineSettings machineSettings;
    private final NetworkMonitor network;
    private final BiFunction<RequestFacts, MachineFacts, Facts> facts;
    private final Function<Key, KeyFacts> keys;
    private final @Nullable String cloudEndpoint;
    private final CloudCheck check;
    private @Nullable MachineProbe probe;

    /**
     * @param names gives the model that a request names by another name its own
     * @param openProbe opens what measures the machine, in the background, because that takes a while
     * @param facts adds what is known of the network and the two models to a request and the machine
     * @param keys says what a caller has spent, and what is left to spend
     * @param cloudEndpoint a URL of the cloud provider that answers without a key; null without a cloud model
     * @param check asks that URL
     */
    public FactsRoutes(
            UnaryOperator<ChatRequest> names,
            RequestFactsReader requests,
            Supplier<MachineProbe> openProbe,
            MachineSettings machineSettings,
            MachineMonitor machine,
            NetworkMonitor network,
            BiFunction<RequestFacts, MachineFacts, Facts> facts,
            Function<Key, KeyFacts> keys,
            @Nullable String cloudEndpoint,
            CloudCheck check) {
        this.names = names;
        this.requests = requests;
        this.openProbe = openProbe;
        this.machineSettings = machineSettings;
        this.machine = machine;
        this.network = network;
        this.facts = facts;
        this.keys = keys;
        this.cloudEndpoint = cloudEndpoint;
        this.check = check;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:facts")
                .routeId("facts")
                .description("What is known of the request, the machine, the network and both models")
                .process(this::gather)
                .id("gather");

        from("timer:machine?delay=0&period=" + machineSettings.sampleInterval().toMillis())
                .routeId("resource-monitor")
                .routeGroup("background")
                .description("Samples processor, memory, load, graphics card and battery")
                .process(tick -> machine.accept(sample()))
                .id("sample");

        if (cloudEndpoint != null) {
            from("timer:network?delay=0&period=1000")
                    .routeId("connectivity-agent")
                    .routeGroup("background")
                    .description("Checks the cloud endpoint without a key; sooner after a failure")
                    .filter(tick -> network.isCheckDue())
                    .process(tick -> check(cloudEndpoint))
                    .id("check-cloud-endpoint");
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

    /** Only the timer's thread comes here. */
    private MachineSample sample() throws InterruptedException {
        MachineProbe opened = probe;
        if (opened == null) {
            opened = openProbe.get();
            probe = opened;
            Thread.sleep(BEFORE_FIRST_SAMPLE_MILLIS);
        }
        return opened.sample();
    }

    private void check(String endpoint) {
        long started = System.nanoTime();
        try {
            if (check.head(endpoint).isOfTheProvider()) {
                network.answered(Duration.ofNanos(System.nanoTime() - started));
                return;
            }
        } catch (IOException | RuntimeException failed) {
            LOG.debug("{} cannot be reached", endpoint, failed);
        }
        network.unreachable();
    }
}
