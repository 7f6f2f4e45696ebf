package io.oblix.ask;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts hedges, so that they are at most a share of the last requests: where a model has become slow for good, asking the
 * fallback for each request would pay twice for all of them. One hedge among the last requests is always allowed, or a
 * server of few requests would never hedge.
 */
final class HedgeShare {

    private static final int RECENT = 200;

    private final double share;

    /** The numbers of the requests that were the newest when a hedge was made, oldest first. */
    private final Deque<Long> hedges = new ArrayDeque<>();

    private long requests;

    /** @param share 0 (none) to 1 (all) */
    HedgeShare(double share) {
        this.share = share;
    }

    /** A request is asked. */
    synchronized void asked() {
        requests++;
    }

    /** Takes one, if there is one left. */
    synchronized boolean take() {
        while (!hedges.isEmpty() && hedges.peekFirst() <= requests - RECENT) {
            hedges.removeFirst();
        }
        double most = Math.max(1, share * Math.min(RECENT, requests));
        if (share == 0 || hedges.size() + 1 > most) {
            return false;
        }
        hedges.addLast(requests);
        return true;
    }

    /** One that was taken and not made. */
    synchronized void giveBack() {
        hedges.pollLast();
    }
}
