package io.oblix.facts.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import oshi.hardware.GpuStats;
import oshi.hardware.GraphicsCard;

/** The graphics cards whose utilization the system reports; a driver that fails reports nothing. */
final class GraphicsCards {

    private static final Logger LOG = LoggerFactory.getLogger(GraphicsCards.class);

    private record Card(GpuStats stats, long memoryBytes) {}

    private final List<Card> cards = new ArrayList<>();

    GraphicsCards(List<GraphicsCard> found) {
        for (GraphicsCard card : found) {
            try {
                GpuStats stats = card.createStatsSession();
                if (stats.getGpuUtilization() >= 0) {
                    cards.add(new Card(stats, Math.max(1, card.getVRam())));
                } else {
                    stats.close();
                }
            } catch (RuntimeException | LinkageError driver) {
                LOG.debug("Cannot read the graphics card {}", card.getName(), driver);
            }
        }
    }

    /** How busy the busiest is, 0 to 100; -1 if it is not known. */
    double percent() {
        return highest(card -> card.stats().getGpuUtilization());
    }

    /** How full the memory of the fullest is, 0 to 100; -1 if it is not known. */
    double memoryPercent() {
        return highest(GraphicsCards::memoryPercent);
    }

    private double highest(ToDoubleFunction<Card> figure) {
        return cards.stream().mapToDouble(figure).max().orElse(-1);
    }

    /** -1 also if the use exceeds the size, which is then only that of the card's window into main memory. */
    private static double memoryPercent(Card card) {
        long used = card.stats().getVramUsed();
        return used < 0 || used > card.memoryBytes() ? -1 : 100.0 * used / card.memoryBytes();
    }
}
