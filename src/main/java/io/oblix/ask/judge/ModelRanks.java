package io.oblix.ask.judge;

/**
 * The values of one model. Whole answers and beginnings of streams are compared among themselves only: models are less
 * sure of their first words than of those that follow from them.
 */
final class ModelRanks {

    private static final int RECENT = 20;

    private final Ranks wholes = new Ranks();
    private final Ranks beginnings = new Ranks();
    private final double[] recent = new double[RECENT];
    private int count;

    Ranks.Place place(boolean beginning, double value, double share) {
        Ranks.Place place = (beginning ? beginnings : wholes).place(value, share);
        synchronized (recent) {
            recent[count++ % RECENT] = place.rank();
            count = count == 2 * RECENT ? RECENT : count;
        }
        return place;
    }

    /** The mean rank of the last answers. */
    double recent() {
        synchronized (recent) {
            int kept = Math.min(count, RECENT);
            double sum = 0;
            for (int i = 0; i < kept; i++) {
                sum += recent[i];
            }
            return kept == 0 ? -1 : sum / kept;
        }
    }
}
