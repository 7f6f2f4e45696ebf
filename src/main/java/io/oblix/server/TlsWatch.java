package io.oblix.server;

import io.oblix.settings.StartFailure;
import io.oblix.settings.TlsSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the files of the certificate and its key, which a renewal replaces. A pair counts once it is the same at two
 * looks, since both are never written at once; a bad one leaves the last good pair in use. New connections get the new
 * certificate, open ones stay.
 */
public final class TlsWatch {

    private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);

    private final TlsSettings settings;
    private final Vertx vertx;
    private @Nullable TlsKeys keys;
    private @Nullable TlsPair used;
    private @Nullable TlsPair last;
    private @Nullable String lastProblem;
    private volatile State state = new State(null, null);

    /**
     * How the certificate is.
     *
     * @param validUntil of the certificate in use; null without one
     * @param problem what is wrong with the files as they are now, while the last good pair is in use; null when nothing is
     */
    public record State(
            @Nullable Instant validUntil, @Nullable String problem) {}

    TlsWatch(TlsSettings settings, Vertx vertx) {
        this.settings = settings;
        this.vertx = vertx;
    }

    public State state() {
        return state;
    }

    /** @throws StartFailure when there are files that cannot be used */
    synchronized void prepare(HttpServerOptions options) throws StartFailure {
        if (!settings.isOn()) {
            return;
        }
        try {
            TlsPair pair = read();
            TlsKeys.Shown first = pair.check(vertx);
            keys = new TlsKeys(first);
            used = pair;
            last = pair;
            state = new State(first.validUntil(), null);
            options.setSsl(true).setKeyCertOptions(KeyCertOptions.wrap(keys));
        } catch (TlsPair.Unusable unusable) {
            throw StartFailure.settings("HTTPS cannot be served: " + unusable.getMessage());
        }
    }

    private TlsPair read() throws TlsPair.Unusable {
        return TlsPair.read(Objects.requireNonNull(settings.certificate()), Objects.requireNonNull(settings.key()));
    }

    /** A later look; none before the first pair is in use. */
    synchronized void follow() {
        TlsKeys shown = keys;
        if (shown == null) {
            return;
        }
        TlsPair now = null;
        try {
            now = read();
            if (now.isSame(used)) {
                report(null);
            } else if (now.isSame(last)) {
                TlsKeys.Shown next = now.check(vertx);
                shown.show(next);
                used = now;
                state = new State(next.validUntil(), state.problem());
                report(null);
                LOG.info("{} is read again: valid until {}", settings.certificate(), next.validUntil());
            }
        } catch (TlsPair.Unusable unusable) {
            report(unusable.getMessage());
        }
        last = now;
    }

    /** Once for each problem. */
    private void report(@Nullable String problem) {
        if (problem != null && !problem.equals(lastProblem)) {
            LOG.error("HTTPS: {}; the certificate before this edit stays in use", problem);
        } else if (problem == null && lastProblem != null) {
            LOG.info("HTTPS: the certificate is in order again");
        }
        lastProblem = problem;
        state = new State(state.validUntil(), problem);
    }
}
