package io.oblix.server;

import io.oblix.key.KeyUse;
import io.oblix.problem.KeyProblem;
import io.oblix.problem.ServerProblem;
import io.oblix.server.connection.Connections;
import io.oblix.server.connection.HandOvers;
import io.oblix.settings.ServerSettings;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Admits requests whose answers are written piece by piece: as many as the server can carry, and none during a shutdown. */
public final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** For what is cut off to be told so. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final int QUIET = 4 * Runtime.getRuntime().availableProcessors();

    private final ServerSettings settings;
    private final Vertx vertx;
    private final Connections connections;
    private final InFlight inFlight = new InFlight(RequestThreads.MAX_CHATS);

    Admission(ServerSettings settings, Vertx vertx, Connections connections) {
        this.settings = settings;
        this.vertx = vertx;
        this.connections = connections;
    }

    /**
     * Admits a request.
     *
     * @throws ServerProblem during a shutdown, and when as many are being answered as the server can carry
     * @throws KeyProblem when as many of its key are being answered as may be
     */
    public Client admit(HttpRequest request) {
        // It has come from the event loop to its thread.
        HandOvers.toThread();
        KeyUse use = request.use();
        Client client = new Client(request.vertx(), vertx, settings, () -> {
            use.end();
            inFlight.leave();
        });
        if (!inFlight.enter()) {
            throw inFlight.isClosed() ? ServerProblem.shuttingDown() : ServerProblem.tooManyRequests();
        }
        try {
            use.begin();
        } catch (KeyProblem tooMany) {
            inFlight.leave();
            KeyGate.audit(request.vertx(), request.path(), use, tooMany);
            throw tooMany;
        }
        return client;
    }

    /**
     * Whether so few requests are being answered that threads sleep in between. To wake one takes longer than most of what is
     * done for a small answer; where many requests keep the threads awake, it costs next to nothing, and two threads share the
     * work of a request better than one.
     */
    public boolean isQuiet() {
        return inFlight.count() <= QUIET;
    }

    public boolean isDraining() {
        return inFlight.isClosed();
    }

    /**
     * Refuses new requests and waits for those in flight, up to the configured grace period. What has not ended then ends with
     * an error, so that its client, its budget and the log learn of it.
     */
    public void drain() {
        int left = inFlight.close(settings.shutdownGrace());
        if (left > 0) {
            LOG.warn("shutdown: {} requests did not finish within {}", left, settings.shutdownGrace());
            connections.cutOff(ServerProblem.shuttingDown());
            inFlight.close(LAST_WORDS);
        }
    }
}
