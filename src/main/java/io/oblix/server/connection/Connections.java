package io.oblix.server.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.ChannelPipeline;
import io.oblix.settings.ServerSettings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that are open. Their number is bounded: by the setting, and by the open files that the system allows
 * this process, of which a request needs two. Whoever comes then takes the place of one who asks for nothing, and of
 * those of whoever came first: he who came last is perhaps about to ask. Only when there is none is he refused.
 */
public final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /** Files and sockets that are no caller's: the jar, the policies, the probes. */
    private static final long FILES_OF_OUR_OWN = 100;

    private static final long WARN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ServerSettings settings;
    private final HttpServerOptions options;
    private final BodyBudget memory;
    private final int most;
    private final Set<ConnectionGuard> oldestFirst =
            new ConcurrentSkipListSet<>(Comparator.comparingLong(ConnectionGuard::number));
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong warnedNanos = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);

    public Connections(ServerSettings settings, HttpServerOptions options, BodyBudget memory) {
        this.settings = settings;
        this.options = options;
        this.memory = memory;
        this.most = (int) Math.min(settings.maxConnections(), affordable());
    }

    private static long affordable() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        && unix.getMaxFileDescriptorCount() > 0
                ? Math.max(1, (unix.getMaxFileDescriptorCount() - FILES_OF_OUR_OWN) / 2)
                : Long.MAX_VALUE;
    }

    /** Runs on the connection's event loop, before its first byte is read. */
    public void opened(HttpConnection connection) {
        ChannelPipeline pipeline = VertxInternals.handler(connection).pipeline();
        ConnectionGuard guard = new ConnectionGuard(numbers.incrementAndGet(), this, memory, settings.receiveTimeout());
        pipeline.replace("httpDecoder", "httpDecoder", new RequestDecoder(options, guard::heard));
        pipeline.addBefore("handler", "stalled", new StalledReader(settings.stalledTimeout()));
        pipeline.addBefore("handler", "guard", guard);
        oldestFirst.add(guard);
        if (open.incrementAndGet() > most && !makeRoom(guard)) {
            guard.turnAway();
        }
    }

    private boolean makeRoom(ConnectionGuard newcomer) {
        for (ConnectionGuard guard : oldestFirst) {
            if (guard != newcomer && guard.giveUpIfUnused()) {
                return true;
            }
        }
        warn();
        return false;
    }

    private void warn() {
        long last = warnedNanos.get();
        long now = System.nanoTime();
        if (now - last >= WARN_EVERY_NANOS && warnedNanos.compareAndSet(last, now)) {
            LOG.warn(
                    "{} connections are in use, the most that oblix.max-connections ({}) and the limit of open files"
                            + " (ulimit -n) allow; more are refused with a 503",
                    most,
                    settings.maxConnections());
        }
    }

    /** False when it had been counted out before. */
    boolean closed(ConnectionGuard guard) {
        boolean counted = oldestFirst.remove(guard);
        if (counted) {
            open.decrementAndGet();
        }
        return counted;
    }
}
