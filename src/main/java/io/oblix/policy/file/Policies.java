package io.oblix.policy.file;

import io.oblix.key.KeyText;
import io.oblix.policy.PoliciesInUse;
import io.oblix.policy.Policy;
import io.oblix.policy.Thresholds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies in use, by name. A new version replaces the old one at once, and only after it has been built and tried;
 * the old route is removed when no request can be inside it any more.
 */
public final class Policies implements PoliciesInUse {

    /**
     * An edit that was rejected.
     *
     * @param line in the file, from 1; 0 when unknown
     */
    public record Rejection(String file, int line, String reason) {}

    /**
     * A policy in use that failed while it decided; those requests went to the local model, with the cloud as fallback.
     *
     * @param times since this version came into use
     * @param reason the last one
     */
    public record Failure(long times, String reason) {}

    private record Retired(String routeId, long atNanos) {}

    private static final Logger LOG = LoggerFactory.getLogger(Policies.class);

    /** A policy runs for microseconds; after this long no request is inside an old route. */
    private static final long RETIRE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PolicyBuilder builder;
    private final Map<String, Policy> current = new ConcurrentHashMap<>();
    private final Map<String, String> fromJar = new ConcurrentHashMap<>();
    private final Map<String, Rejection> rejections = new ConcurrentHashMap<>();
    private BiConsumer<String, String> changes = (name, change) -> {};
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();
    private final Deque<Retired> retired = new ArrayDeque<>();

    /** @param own samples of the operator's own facts, by header */
    public Policies(CamelContext context, Thresholds thresholds, Map<String, Record> own) {
        this.builder = new PolicyBuilder(context, new Situation(thresholds, own));
    }

    /** @param listener receives the name of a policy and what became of it: added, changed, rejected, removed */
    public synchronized void onChange(BiConsumer<String, String> listener) {
        changes = listener;
    }

    /** Replaces a policy by a new version, or reports why not and keeps the last good one. */
    synchronized void offer(PolicySource source) {
        if (use(source)) {
            rejections.remove(source.name());
        }
    }

    /**
     * The same for a version from the jar that replaces a rejected file: the rejection stays reported.
     *
     * @return whether it is in use now
     */
    synchronized boolean use(PolicySource source) {
        String name = source.name();
        Policy policy;
        try {
            policy = builder.build(source);
        } catch (PolicyRejected rejected) {
            String file = rejected.file();
            reject(name, new Rejection(file == null ? source.file() : file, rejected.line(), rejected.reason()));
            return false;
        }
        failures.remove(name);
        if (source.isInJar()) {
            fromJar.put(name, source.file());
        } else {
            fromJar.remove(name);
        }
        Policy old = current.put(name, policy);
        changes.accept(name, old == null ? "added" : "changed");
        if (old != null) {
            retired.add(new Retired(old.routeId(), System.nanoTime()));
            LOG.info("policy {}: {} is in use", name, source.file());
        }
        return true;
    }

    /** Reports a file that cannot be read. */
    synchronized void unreadable(String name, String file, String reason) {
        reject(name, new Rejection(file, 0, reason));
    }

    private void reject(String name, Rejection rejection) {
        rejections.put(name, rejection);
        changes.accept(name, "rejected");
        LOG.error(
                "policy {}: {}{} is not used: {}{}",
                name,
                rejection.file(),
                rejection.line() > 0 ? " line " + rejection.line() : "",
                rejection.reason(),
                current.containsKey(name) ? " (the last good version stays in use)" : "");
    }

    /** The rejected file is gone. */
    synchronized void forgetRejection(String name) {
        rejections.remove(name);
    }

    /** The file is gone, so its policy is removed. */
    synchronized void withdraw(String name) {
        rejections.remove(name);
        failures.remove(name);
        fromJar.remove(name);
        Policy old = current.remove(name);
        if (old != null) {
            retired.add(new Retired(old.routeId(), System.nanoTime()));
            changes.accept(name, "removed");
            LOG.info("policy {}: removed", name);
        }
    }

    /** Logged the first, second, fourth, eighth time and so on, since it may happen on every request. */
    @Override
    public void failed(String name, String reason) {
        String masked = KeyText.masked(reason);
        long times = failures.merge(
                        name, new Failure(1, masked), (before, now) -> new Failure(before.times() + 1, now.reason()))
                .times();
        if (Long.bitCount(times) == 1) {
            LOG.error(
                    "policy {} failed ({} times so far): {}; its requests go to the local model, with the cloud as"
                            + " fallback",
                    name,
                    times,
                    masked);
        }
    }

    /** Removes the routes of old versions; to be called from time to time. */
    synchronized void sweep() {
        long now = System.nanoTime();
        Retired oldest;
        while ((oldest = retired.peek()) != null && now - oldest.atNanos() > RETIRE_AFTER_NANOS) {
            retired.remove();
            builder.remove(oldest.routeId());
        }
    }

    @Override
    public @Nullable Policy get(String name) {
        return current.get(name);
    }

    /** The names that a request may use, sorted. */
    public Set<String> names() {
        return new TreeMap<>(current).keySet();
    }

    /** The policies in use that come from the jar because no file is usable; each with its file, sorted. */
    public Map<String, String> fromJar() {
        return new TreeMap<>(fromJar);
    }

    /** Policies that failed while they decided, sorted. */
    public Map<String, Failure> failures() {
        return new TreeMap<>(failures);
    }

    /** Edits that were rejected, by policy, sorted. */
    public Map<String, Rejection> rejections() {
        return new TreeMap<>(rejections);
    }
}
