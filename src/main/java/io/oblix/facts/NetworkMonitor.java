package io.oblix.facts;

import io.oblix.facts.NetworkFacts.ConnectionTarget;
import io.oblix.facts.NetworkFacts.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The "Connectivity Agent": what the checks and the real calls say of the line to the cloud endpoint. For all threads;
 * readers see a finished record and never wait.
 */
public final class NetworkMonitor {

    private static final int REMEMBERED = 10;
    private static final double LATENCY_WEIGHT = 0.3;
    private static final Duration SOON = Duration.ofSeconds(2);

    private final NetworkSettings settings;
    private final Deque<Boolean> answered = new ArrayDeque<>(REMEMBERED);
    private boolean checked;
    private double latencyMillis;
    private long lastCheckNanos;
    private volatile boolean ready;
    private volatile NetworkFacts facts = new NetworkFacts(State.OPTIMAL, ConnectionTarget.CLOUD, 0, 0, -1);

    public NetworkMonitor(NetworkSettings settings) {
        this.settings = settings;
    }

    /** The endpoint answered a check, with whatever status. */
    public synchronized void answered(Duration latency) {
        // The first check pays for loading classes and looking names up; the next one comes soon.
        if (checked) {
            double millis = latency.toNanos() / 1e6;
            latencyMillis = latencyMillis == 0 ? millis : latencyMillis + LATENCY_WEIGHT * (millis - latencyMillis);
        }
        checked = true;
        remember(true);
    }

    /** A call got through; its duration says nothing of the line. */
    public synchronized void callAnswered() {
        remember(true);
    }

    /** A check or a call found nobody. */
    public synchronized void unreachable() {
        remember(false);
    }

    /** Whether it is time for the next check: sooner after a failure, so that the line is seen to be back. */
    public synchronized boolean isCheckDue(long nowNanos) {
        boolean hurry = latencyMillis == 0 || (!answered.isEmpty() && !answered.getLast());
        Duration wait = hurry && SOON.compareTo(settings.checkInterval()) < 0 ? SOON : settings.checkInterval();
        if (lastCheckNanos != 0 && nowNanos - lastCheckNanos < wait.toNanos()) {
            return false;
        }
        lastCheckNanos = nowNanos;
        return true;
    }

    private void remember(boolean success) {
        if (answered.size() == REMEMBERED) {
            answered.removeFirst();
        }
        answered.addLast(success);
        ready = true;
        double loss = 100.0 * answered.stream().filter(ok -> !ok).count() / answered.size();
        State state = state(loss);
        facts = new NetworkFacts(state, ConnectionTarget.of(state), latencyMillis, loss, -1);
    }

    private State state(double lossPercent) {
        if (answered.size() > 1 && answered.stream().skip(answered.size() - 2L).noneMatch(ok -> ok)) {
            return State.DISCONNECTED;
        }
        return settings.stateOf(latencyMillis, lossPercent, -1);
    }

    /** Whether a first check is in. */
    public boolean isReady() {
        return ready;
    }

    public NetworkFacts facts() {
        return facts;
    }
}
