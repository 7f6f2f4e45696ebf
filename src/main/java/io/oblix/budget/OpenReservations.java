package io.oblix.budget;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The reservations that are not settled yet, the oldest first. Their {@link Budgets} guards them by a lock. */
final class OpenReservations {

    private final Set<Reservation> open = new LinkedHashSet<>();

    /** No reservation lapses before. */
    private long nextLapseNanos;

    void add(Reservation reservation) {
        if (open.isEmpty()) {
            nextLapseNanos = reservation.lapsesNanos();
        }
        open.add(reservation);
    }

    /** False for one that has lapsed. */
    boolean remove(Reservation reservation) {
        return open.remove(reservation);
    }

    /** Gives back what is put aside for calls that were forgotten; false if there are none. */
    boolean lapse(long nowNanos) {
        if (open.isEmpty() || nowNanos - nextLapseNanos < 0) {
            return false;
        }
        boolean lapsed = false;
        Iterator<Reservation> oldest = open.iterator();
        while (oldest.hasNext()) {
            Reservation reservation = oldest.next();
            if (!reservation.isLapsed(nowNanos)) {
                nextLapseNanos = reservation.lapsesNanos();
                break;
            }
            oldest.remove();
            reservation.lapse();
            lapsed = true;
        }
        return lapsed;
    }
}
