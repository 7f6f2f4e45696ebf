package io.oblix.facts.machine;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.GpuStats;
import oshi.hardware.GraphicsCard;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.PowerSource;

/**
 * Reads the machine by OSHI, and where a container may use less than there is, how much it uses of that: the scarcer of
 * the two counts. Only this class knows OSHI. A look takes from under a millisecond to a few, so it is taken in the
 * background. Not for several threads at once.
 */
public final class MachineProbe {

    private static final Logger LOG = LoggerFactory.getLogger(MachineProbe.class);
    private static final int BATTERY_EVERY_LOOKS = 15;

    private final HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
    private final CentralProcessor processor = hardware.getProcessor();
    private final GlobalMemory memory = hardware.getMemory();
    private final List<Graphics> graphics = openGraphics();
    private final ContainerProbe containerProbe = new ContainerProbe();
    private long[] lastTicks = processor.getSystemCpuLoadTicks();
    private ContainerSample container = containerProbe.look();
    private long lastLookNanos = System.nanoTime();
    private long looks;
    private boolean onBattery;

    /** A card that tells how busy it is, and its memory in bytes. */
    private record Graphics(GpuStats stats, long memoryBytes) {}

    /** The load of the processor is that since the last look, so the first one should come a moment after the start. */
    public MachineSample look() {
        double cpu = processor.getSystemCpuLoadBetweenTicks(lastTicks) * 100;
        lastTicks = processor.getSystemCpuLoadTicks();
        if (looks++ % BATTERY_EVERY_LOOKS == 0) {
            onBattery = isOnBattery();
        }
        long now = System.nanoTime();
        ContainerSample earlier = container;
        container = containerProbe.look();
        double containersCpu = container.cpuPercentSince(earlier, now - lastLookNanos);
        lastLookNanos = now;
        long total = memory.getTotal();
        return new MachineSample(
                Math.max(cpu, containersCpu),
                Math.max(100.0 * (total - memory.getAvailable()) / total, container.memoryPercent(total)),
                Math.max(0, processor.getSystemLoadAverage(1)[0]) / processor.getLogicalProcessorCount(),
                gpuPercent(),
                gpuMemoryPercent(),
                onBattery);
    }

    public String processorName() {
        return processor.getProcessorIdentifier().getName().strip();
    }

    public int logicalCores() {
        return processor.getLogicalProcessorCount();
    }

    /** How many of them this process may use; a container may be given a part of one. */
    public double usableCores() {
        return Math.min(logicalCores(), container.cores());
    }

    /** What this process may use of the machine's. */
    public long usableMemoryBytes() {
        return Math.min(memory.getTotal(), container.memoryLimitBytes());
    }

    private boolean isOnBattery() {
        return hardware.getPowerSources().stream().anyMatch(PowerSource::isDischarging);
    }

    private double gpuPercent() {
        return graphics.stream()
                .mapToDouble(card -> card.stats().getGpuUtilization())
                .max()
                .orElse(-1);
    }

    private double gpuMemoryPercent() {
        return graphics.stream().mapToDouble(MachineProbe::memoryPercent).max().orElse(-1);
    }

    /** -1 also where more is in use than there is: the size is then that of the card's window into the main memory. */
    private static double memoryPercent(Graphics card) {
        long used = card.stats().getVramUsed();
        return used < 0 || used > card.memoryBytes() ? -1 : 100.0 * used / card.memoryBytes();
    }

    /** Cards whose utilisation the system tells; a driver that fails counts as one that does not. */
    private List<Graphics> openGraphics() {
        List<Graphics> told = new ArrayList<>();
        try {
            for (GraphicsCard card : hardware.getGraphicsCards()) {
                GpuStats stats = card.createStatsSession();
                if (stats.getGpuUtilization() >= 0) {
                    told.add(new Graphics(stats, Math.max(1, card.getVRam())));
                } else {
                    stats.close();
                }
            }
        } catch (RuntimeException | LinkageError driver) {
            LOG.debug("the graphics cards cannot be read", driver);
        }
        return told;
    }
}
