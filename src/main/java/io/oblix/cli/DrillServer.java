package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.chat.Side;
import io.oblix.cli.DrillClient.Reply;
import io.oblix.settings.LedgerSettings;
import io.oblix.settings.StartFailure;
import io.oblix.simulator.ClientApi;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server with the user's settings in front of two simulated providers. */
final class DrillServer implements AutoCloseable {

    /** Different names, by which the client sees that another model took over in a stream. */
    private static final String LOCAL = "drill-local";

    private static final String CLOUD = "drill-cloud";

    /** Of either provider. */
    private static final String EMBEDDER = "drill-embed";

    private static final String STORY =
            "Once upon a time there was a gateway between two models. One lived in a box under the stairs, the other"
                    + " far away behind a long line. When one of them fell silent in the middle of a word, the gateway"
                    + " asked the other to go on, and the listener heard the tale to its end, each sentence once.";
    private static final String NO_SUCH_FOLDER = "no-such-folder";
    private static final Duration QUICK = Duration.ofSeconds(1);
    private static final Duration FIRST_PROBES = Duration.ofSeconds(10);

    /**
     * What a drill varies beside the faults.
     *
     * @param cloud the provider whose format the simulated cloud model speaks: {@code openai} or {@code claude}
     * @param realTimeouts whether to wait as long as the user's settings say, not a second at most
     */
    record Setup(ServerOptions options, String cloud, boolean realTimeouts) {}

    private final SimulatedProvider local = SimulatedProvider.ollama();
    private final SimulatedProvider cloud;
    private final OblixApplication server;
    private final DrillClient client;

    /**
     * @param failing the side that will fail, whose model makes the embeddings
     * @param address that cannot be reached, instead of its provider's; null for its own
     */
    DrillServer(Setup setup, Side failing, @Nullable String address) throws StartFailure {
        cloud = setup.cloud().equals("claude") ? SimulatedProvider.claude() : SimulatedProvider.openAi();
        local.withModels(LOCAL, EMBEDDER).answering(request -> SimulatedAnswer.of(STORY, 10));
        cloud.withModels(CLOUD, EMBEDDER).answering(request -> SimulatedAnswer.of(STORY, 10));
        Map<String, String> settings = settings(setup);
        boolean madeByCloud = failing == Side.CLOUD && setup.cloud().equals("openai");
        settings.put("oblix.embedding-model", (madeByCloud ? "openai:" : "ollama:") + EMBEDDER);
        if (address != null) {
            settings.put(baseUrl(failing, setup), address);
        }
        try {
            server = OblixApplication.start(setup.options().read(settings));
        } catch (StartFailure failure) {
            closeProviders();
            throw failure;
        }
        client = new DrillClient(STORY, server.settings().retry().total().plusSeconds(10));
    }

    private static String baseUrl(Side side, Setup setup) {
        return side == Side.LOCAL ? "oblix.ollama.base-url" : "oblix." + setup.cloud() + ".base-url";
    }

    /**
     * The user's own, except for addresses, models, long timeouts, and folders: the policies are those of the jar, and no
     * extension sees the drill's requests.
     */
    private Map<String, String> settings(Setup setup) throws StartFailure {
        Map<String, String> settings = new HashMap<>();
        settings.put("oblix.host", "127.0.0.1");
        settings.put("oblix.port", "0");
        settings.put("oblix.local-model", "ollama:" + LOCAL);
        settings.put("oblix.cloud-model", setup.cloud() + ":" + CLOUD);
        settings.put("oblix.cloud-api-key", "drill");
        settings.put(baseUrl(Side.LOCAL, setup), local.baseUrl());
        settings.put(baseUrl(Side.CLOUD, setup), cloud.baseUrl());
        // As at OpenAI itself: what a client of its Responses sends goes there as it is.
        settings.put("oblix.openai.responses", "on");
        settings.put("oblix.ledger.url", LedgerSettings.OFF);
        settings.put("oblix.routes-directory", NO_SUCH_FOLDER);
        settings.put("oblix.extensions-directory", NO_SUCH_FOLDER);
        settings.put("oblix.keys-file", NO_SUCH_FOLDER + "/keys.yaml");
        if (!setup.realTimeouts()) {
            setup.options().read(settings).timeouts().forEach((side, timeouts) -> {
                String prefix = "oblix." + side.word() + ".timeout.";
                settings.put(prefix + "connect", quick(timeouts.connect()));
                settings.put(prefix + "first-token", quick(timeouts.firstToken()));
                settings.put(prefix + "idle", quick(timeouts.idle()));
                settings.put(prefix + "whole", quick(timeouts.whole()));
            });
        }
        return settings;
    }

    private static String quick(Duration own) {
        return (own.compareTo(QUICK) < 0 ? own : QUICK).toMillis() + "ms";
    }

    private SimulatedProvider provider(Side side) {
        return side == Side.LOCAL ? local : cloud;
    }

    /** @param fault null for a provider that works */
    void fail(Side side, @Nullable Fault fault, boolean once) {
        if (fault != null && once) {
            provider(side).failNext(fault);
        } else {
            provider(side).failAlways(fault);
        }
    }

    void heal(Side side) {
        provider(side).heal();
    }

    /** Chats that this side's provider has received. */
    int calls(Side side) {
        return provider(side).chatCount();
    }

    Reply ask(ClientApi api, String model, boolean streamed) throws InterruptedException {
        return client.ask(server.port(), api, model, streamed);
    }

    void awaitProbes() throws InterruptedException {
        StartupReport.await(server::isProbed, FIRST_PROBES);
    }

    private void closeProviders() {
        local.close();
        cloud.close();
    }

    @Override
    public void close() {
        server.close();
        closeProviders();
    }
}
