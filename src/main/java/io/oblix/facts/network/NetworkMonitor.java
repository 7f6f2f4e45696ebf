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
 * The "Connectivity Agent": judges the network path to the cloud endpoint by checks and by real calls. Latency comes from
 * checks only, because a call also waits for the model; bandwidth comes from calls only, because checks send nothing.
 * Thread-safe; readers get an immutable record without locking.
 */
public final class NetworkMonitor {

    /** Recent checks and calls that count. */
    private static final int OUTCOMES = 10;

    private static final int LATENCIES = 5;
    private static final double BANDWIDTH_WEIGHT = 0.5;
    private static final long BANDWIDTH_TTL_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final Duration HURRY = Duration.ofSeconds(2);

    private final NetworkSettings settings;
    private final LongSupplier nanoTime;
    private final Deque<Boolean> answered = new ArrayDeque<>(OUTCOMES);
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

    /** The endpoint answered a check, with any status. */
    public synchronized void answered(Duration latency) {
        // The first check includes class loading and the DNS look-up; the next one comes soon.
        if (checked) {
            add(latencies, LATENCIES, latency.toNanos() / 1e6);
        }
        checked = true;
        remember(true);
    }

    /** A call reached the endpoint; its duration says nothing about the network. */
    public synchronized void callAnswered() {
        // Nearly always one more success changes nothing.
        boolean bandwidthExpired = facts.bandwidthMbps() >= 0 && isBandwidthStale();
        if (answered.size() < OUTCOMES || answered.contains(false) || bandwidthExpired) {
            remember(true);
        }
    }

    /** A check or a call did not reach the endpoint. */
    public synchronized void unreachable() {
        remember(false);
    }

    /** A call failed because of the network or the provider: an immediate check shows which. */
    public synchronized void doubt() {
        doubted = true;
    }

    /** A request was so large that only the network limited its speed. */
    public synchronized void transferred(double mbps) {
        boolean stale = isBandwidthStale();
        bandwidthMbps = stale ? mbps : bandwidthMbps + BANDWIDTH_WEIGHT * (mbps - bandwidthMbps);
        bandwidthNanos = nanoTime.getAsLong();
        publish();
    }

    /** Whether a check is due. If so, the caller makes it: the next one is due an interval later. */
    public synchronized boolean isCheckDue() {
        long now = nanoTime.getAsLong();
        Duration wait = isInHurry() && HURRY.compareTo(settings.checkInterval()) < 0 ? HURRY : settings.checkInterval();
        if (!doubted && now - lastCheckNanos < wait.toNanos()) {
            return false;
        }
        doubted = false;
        lastCheckNanos = now;
        return true;
    }

    /** After a failure, while the latency is unknown, and while it seems to change. */
    private boolean isInHurry() {
        if (latencies.isEmpty() || answered.contains(false)) {
            return true;
        }
        long threshold = settings.latency().toMillis();
        return (latencies.getLast() > threshold) != (medianLatency() > threshold);
    }

    private void remember(boolean success) {
        add(answered, OUTCOMES, success);
        ready = true;
        publish();
    }

    private static <T> void add(Deque<T> recent, int limit, T value) {
        if (recent.size() == limit) {
            recent.removeFirst();
        }
        recent.addLast(value);
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

    /** The median, because one slow check among fast ones means nothing. */
    private double medianLatency() {
        double[] sorted =
                latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) / 2];
    }

    /** A slow figure expires: while it keeps requests away, no request can show that the network has recovered. */
    private boolean isBandwidthStale() {
        return bandwidthMbps < 0 || nanoTime.getAsLong() - bandwidthNanos > BANDWIDTH_TTL_NANOS;
    }

    private State state(double latency, double lossPercent, double bandwidth) {
        if (answered.size() > 1 && answered.stream().skip(answered.size() - 2L).noneMatch(ok -> ok)) {
            return State.DISCONNECTED;
        }
        return State.whenConnected(settings, latency, lossPercent, bandwidth);
    }

    /** Whether there has been a check or a call. */
    public boolean isReady() {
        return ready;
    }

    public NetworkFacts facts() {
        return facts;
    }
}
