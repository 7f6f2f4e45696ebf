package io.oblix.server.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.ChannelPipeline;
import io.oblix.problem.Problem;
import io.oblix.settings.ServerSettings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections. Their number is limited by the setting, and by the open files that the system allows this
 * process, of which a request needs two. Beyond the limit a new connection evicts the oldest idle one: a younger one is
 * perhaps about to send a request. Only when none is idle, the new connection is refused.
 */
public final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /** Files and sockets that are not connections of clients: the jar, the policies, the probes. */
    private static final long OTHER_FILES = 100;

    private static final long WARN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ServerSettings settings;
    private final HttpServerOptions options;
    private final BodyBudget memory;
    private final int limit;
    private final Map<Long, ConnectionGuard> oldestFirst = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong warnedNanos = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);

    public Connections(ServerSettings settings, HttpServerOptions options, BodyBudget memory) {
        this.settings = settings;
        this.options = options;
        this.memory = memory;
        this.limit = (int) Math.min(settings.maxConnections(), affordable());
    }

    private static long affordable() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        && unix.getMaxFileDescriptorCount() > 0
                ? Math.max(1, (unix.getMaxFileDescriptorCount() - OTHER_FILES) / 2)
                : Long.MAX_VALUE;
    }

    /** Runs on the connection's event loop, before its first byte is read. */
    public void opened(HttpConnection connection) {
        long number = numbers.incrementAndGet();
        ConnectionGuard guard = new ConnectionGuard(memory, settings.receiveTimeout(), () -> remove(number));
        ChannelPipeline pipeline = VertxInternals.handler(connection).pipeline();
        pipeline.replace("httpDecoder", "httpDecoder", new RequestDecoder(options, guard::onBytes));
        pipeline.addAfter("httpEncoder", "pieces", new PieceEncoder(pipeline.context("httpEncoder")));
        pipeline.addBefore("handler", "stalled", new StalledReader(settings.stalledTimeout()));
        pipeline.addBefore("handler", "guard", guard);
        oldestFirst.put(number, guard);
        if (open.incrementAndGet() > limit && !evictOneBefore(number)) {
            guard.turnAway();
        }
    }

    /** From any thread: ends the work on all requests that are being answered. */
    public void cutOff(Problem why) {
        oldestFirst.values().forEach(guard -> guard.cutOff(why));
    }

    private boolean evictOneBefore(long newcomer) {
        for (Map.Entry<Long, ConnectionGuard> entry : oldestFirst.entrySet()) {
            if (entry.getKey() != newcomer && entry.getValue().isEvictable() && remove(entry.getKey())) {
                entry.getValue().evict();
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
                    limit,
                    settings.maxConnections());
        }
    }

    /** False when it has been removed before. */
    private boolean remove(long number) {
        boolean counted = oldestFirst.remove(number) != null;
        if (counted) {
            open.decrementAndGet();
        }
        return counted;
    }
}
