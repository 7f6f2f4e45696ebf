package io.oblix.policy.file;

import io.oblix.policy.Policy;
import io.oblix.policy.Situation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies in use, by name. A new version takes the place of the old one at once, and only after it has proved
 * itself; the old route goes when no request can be inside it any more.
 */
public final class Policies {

    /**
     * An edit that was not taken.
     *
     * @param line in the file, from 1; 0 where it is not known
     */
    public record Rejection(String file, int line, String reason) {}

    /**
     * A policy in use that failed while it decided; its requests were decided for local, with cloud as fallback.
     *
     * @param times since this version is in use
     * @param reason of the last time
     */
    public record Failure(long times, String reason) {}

    private record Retired(String routeId, long atNanos) {}

    private static final Logger LOG = LoggerFactory.getLogger(Policies.class);

    /** A policy runs for microseconds; after this long nobody is inside an old one. */
    private static final long RETIRE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PolicyBuilder builder;
    private final Situation situation;
    private final Map<String, Policy> current = new ConcurrentHashMap<>();
    private final Map<String, String> fromJar = new ConcurrentHashMap<>();
    private final Map<String, Rejection> rejections = new ConcurrentHashMap<>();
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();
    private final Deque<Retired> retired = new ArrayDeque<>();

    public Policies(CamelContext context, Situation situation) {
        this.builder = new PolicyBuilder(context, situation);
        this.situation = situation;
    }

    /** Takes a new version of a policy into use, or says why not and keeps the last good one. */
    synchronized boolean offer(PolicySource source) {
        if (!use(source)) {
            return false;
        }
        rejections.remove(source.name());
        return true;
    }

    /** The same, for a version that stands in for a file: what is wrong with the file stays reported. */
    synchronized boolean use(PolicySource source) {
        String name = source.name();
        try {
            Policy old = current.put(name, builder.build(source));
            failures.remove(name);
            if (source.isInJar()) {
                fromJar.put(name, source.file());
            } else {
                fromJar.remove(name);
            }
            if (old != null) {
                retired.add(new Retired(old.routeId(), System.nanoTime()));
                LOG.info("policy {}: {} is in use", name, source.file());
            }
            return true;
        } catch (PolicyRejected rejected) {
            String file = rejected.file();
            reject(name, new Rejection(file == null ? source.file() : file, rejected.line(), rejected.reason()));
            return false;
        }
    }

    /** Reports a file that cannot even be read. */
    synchronized void unreadable(String name, String file, String reason) {
        reject(name, new Rejection(file, 0, reason));
    }

    private void reject(String name, Rejection rejection) {
        rejections.put(name, rejection);
        LOG.error(
                "policy {}: {}{} is not used: {}{}",
                name,
                rejection.file(),
                rejection.line() > 0 ? " line " + rejection.line() : "",
                rejection.reason(),
                current.containsKey(name) ? " (the last good version goes on)" : "");
    }

    /** The file is gone, and so is what was said of it. */
    synchronized void forgetRejection(String name) {
        rejections.remove(name);
    }

    /** The file is gone, and so is its policy. */
    synchronized void withdraw(String name) {
        rejections.remove(name);
        failures.remove(name);
        fromJar.remove(name);
        Policy old = current.remove(name);
        if (old != null) {
            retired.add(new Retired(old.routeId(), System.nanoTime()));
            LOG.info("policy {}: removed", name);
        }
    }

    /** A policy failed on a request. Logged the first, second, fourth, eighth time: it may happen on every request. */
    public void failed(String name, String reason) {
        long times = failures.merge(
                        name, new Failure(1, reason), (before, now) -> new Failure(before.times() + 1, now.reason()))
                .times();
        if (Long.bitCount(times) == 1) {
            LOG.error(
                    "policy {} failed ({} times by now): {}; its requests go to local, with cloud as fallback",
                    name,
                    times,
                    reason);
        }
    }

    /** Takes away the routes of old versions; to be called from time to time. */
    synchronized void sweep() {
        long now = System.nanoTime();
        Retired oldest;
        while ((oldest = retired.peek()) != null && now - oldest.atNanos() > RETIRE_AFTER_NANOS) {
            retired.remove();
            builder.remove(oldest.routeId());
        }
    }

    /** The thresholds of this server. */
    public Situation situation() {
        return situation;
    }

    public @Nullable Policy get(String name) {
        return current.get(name);
    }

    /** The names that a request may use, sorted. */
    public Set<String> names() {
        return new TreeMap<>(current).keySet();
    }

    /** The policies in use that come from the jar, because there is no usable file; each with its file, sorted. */
    public Map<String, String> fromJar() {
        return new TreeMap<>(fromJar);
    }

    /** Policies that failed while they decided, sorted. */
    public Map<String, Failure> failures() {
        return new TreeMap<>(failures);
    }

    /** Edits that were not taken, by policy, sorted. */
    public Map<String, Rejection> rejections() {
        return new TreeMap<>(rejections);
    }
}
