package io.oblix.policy;

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

    private record Retired(String routeId, long atNanos) {}

    private static final Logger LOG = LoggerFactory.getLogger(Policies.class);

    /** A policy runs for microseconds; after this long nobody is inside an old one. */
    private static final long RETIRE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PolicyBuilder builder;
    private final Map<String, Policy> current = new ConcurrentHashMap<>();
    private final Map<String, Rejection> rejections = new ConcurrentHashMap<>();
    private final Deque<Retired> retired = new ArrayDeque<>();

    Policies(CamelContext context) {
        this.builder = new PolicyBuilder(context);
    }

    /** Takes a new version of a policy into use, or says why not and keeps the last good one. */
    synchronized boolean offer(String name, String file, String yaml) {
        if (!use(name, file, yaml)) {
            return false;
        }
        rejections.remove(name);
        return true;
    }

    /** The same, for a version that stands in for a file: what is wrong with the file stays reported. */
    synchronized boolean use(String name, String file, String yaml) {
        try {
            Policy old = current.put(name, builder.build(name, file, yaml));
            if (old != null) {
                retired.add(new Retired(old.routeId(), System.nanoTime()));
                LOG.info("policy {}: {} is in use", name, file);
            }
            return true;
        } catch (PolicyRejected rejected) {
            reject(name, new Rejection(file, rejected.line(), rejected.reason()));
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
        Policy old = current.remove(name);
        if (old != null) {
            retired.add(new Retired(old.routeId(), System.nanoTime()));
            LOG.info("policy {}: removed", name);
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

    @Nullable Policy get(String name) {
        return current.get(name);
    }

    /** The names that a request may use, sorted. */
    public Set<String> names() {
        return new TreeMap<>(current).keySet();
    }

    /** Edits that were not taken, by policy, sorted. */
    public Map<String, Rejection> rejections() {
        return new TreeMap<>(rejections);
    }
}
