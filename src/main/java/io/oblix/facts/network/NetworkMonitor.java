package io.oblix.facts.network;

import io.oblix.facts.network.NetworkFacts.ConnectionTarget;
import io.oblix.facts.network.NetworkFacts.State;
import io.oblix.settings.NetworkSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The "Connectivity Agent": what the checks and the real calls say of the line to the cloud endpoint. The latency is
 * that of checks only, because a call waits for the model as well; the bandwidth is that of calls only, because nothing
 * is sent for its sake. For all threads; readers see a finished record and never wait.
 */
public final class NetworkMonitor {

    private static final int REMEMBERED = 10;
    private static final int LATENCIES = 5;
    private static final double BANDWIDTH_WEIGHT = 0.5;
    private static final long BANDWIDTH_LASTS_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final NetworkSettings settings;
    private final LongSupplier nanoTime;
    private final Deque<Boolean> answered = new ArrayDeque<>(REMEMBERED);
    private final Deque<Double> latencies = new ArrayDeque<>(LATENCIES);
    private boolean checked;
    private boolean doubted = true;
    private long lastCheckNanos;
    private double bandwidthMbps = -1;
    private long bandwidthNanos;
    private volatile boolean ready;
    private volatile NetworkFacts facts = new NetworkFacts(State.OPTIMAL, ConnectionTarget.CLOUD, 0, 0, -1);

    public NetworkMonitor(NetworkSettings settings) {
        this(settings, System::nanoTime);
    }

    NetworkMonitor(NetworkSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /** The endpoint answered a check, with whatever status. */
    public synchronized void answered(Duration latency) {
        // The first check pays for loading classes and looking names up; the next one comes soon.
        if (checked) {
            add(latencies, LATENCIES, latency.toNanos() / 1e6);
        }
        checked = true;
        remember(true);
    }

    /** A call got through; its duration says nothing of the line. */
    public synchronized void callAnswered() {
        // One more of the same, as nearly always, tells nothing new.
        boolean bandwidthIsOver = facts.bandwidthMbps() >= 0 && isBandwidthStale();
        if (answered.size() < REMEMBERED || answered.contains(false) || bandwidthIsOver) {
            remember(true);
        }
    }

    /** A check or a call found nobody. */
    public synchronized void unreachable() {
        remember(false);
    }

    /** A call failed in a way that may be the line's fault or the provider's: a check tells, and it comes at once. */
    public synchronized void doubt() {
        doubted = true;
    }

    /** A request was so large that the line and nothing else set its pace. */
    public synchronized void transferred(double mbps) {
        boolean stale = isBandwidthStale();
        bandwidthMbps = stale ? mbps : bandwidthMbps + BANDWIDTH_WEIGHT * (mbps - bandwidthMbps);
        bandwidthNanos = nanoTime.getAsLong();
        publish();
    }

    /** Whether it is time for the next check, which counts as made then. */
    public synchronized boolean isCheckDue() {
        long now = nanoTime.getAsLong();
        Duration wait = isInHurry() && SOON.compareTo(settings.checkInterval()) < 0 ? SOON : settings.checkInterval();
        if (!doubted && now - lastCheckNanos < wait.toNanos()) {
            return false;
        }
        doubted = false;
        lastCheckNanos = now;
        return true;
    }

    /** After a failure, while the latency is not known, and while it seems to become another. */
    private boolean isInHurry() {
        if (latencies.isEmpty() || answered.contains(false)) {
            return true;
        }
        long threshold = settings.latency().toMillis();
        return (latencies.getLast() > threshold) != (medianLatency() > threshold);
    }

    private void remember(boolean success) {
        add(answered, REMEMBERED, success);
        ready = true;
        publish();
    }

    private static <T> void add(Deque<T> last, int limit, T one) {
        if (last.size() == limit) {
            last.removeFirst();
        }
        last.addLast(one);
    }

    private void publish() {
        double loss = answered.isEmpty()
                ? 0
                : 100.0 * answered.stream().filter(ok -> !ok).count() / answered.size();
        double latency = medianLatency();
        double bandwidth = isBandwidthStale() ? -1 : bandwidthMbps;
        State state = state(latency, loss, bandwidth);
        facts = new NetworkFacts(state, ConnectionTarget.of(state), latency, loss, bandwidth);
    }

    /** One slow check among quick ones says nothing yet. */
    private double medianLatency() {
        double[] sorted =
                latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) / 2];
    }

    /** What was slow once must not keep requests away for ever, because then no other would show that it no longer is. */
    private boolean isBandwidthStale() {
        return bandwidthMbps < 0 || nanoTime.getAsLong() - bandwidthNanos > BANDWIDTH_LASTS_NANOS;
    }

    private State state(double latency, double lossPercent, double bandwidth) {
        if (answered.size() > 1 && answered.stream().skip(answered.size() - 2L).noneMatch(ok -> ok)) {
            return State.DISCONNECTED;
        }
        return State.whenConnected(settings, latency, lossPercent, bandwidth);
    }

    /** Whether a first check is in. */
    public boolean isReady() {
        return ready;
    }

    public NetworkFacts facts() {
        return facts;
    }
}
