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
 * Measures the machine with OSHI, and in a container also the share of its limits; the higher figure counts. Only this
 * class knows OSHI. A sample takes up to a few milliseconds, so it is taken in the background. Not thread-safe.
 */
public final class MachineProbe {

    private static final Logger LOG = LoggerFactory.getLogger(MachineProbe.class);
    private static final int SAMPLES_PER_BATTERY_CHECK = 15;

    private final HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
    private final CentralProcessor processor = hardware.getProcessor();
    private final GlobalMemory memory = hardware.getMemory();
    private final List<Graphics> graphics = openGraphics();
    private final ContainerProbe containerProbe = new ContainerProbe();
    private long[] lastTicks = processor.getSystemCpuLoadTicks();
    private ContainerSample container = containerProbe.sample();
    private long lastSampleNanos = System.nanoTime();
    private long samples;
    private boolean onBattery;

    /** A card that reports its utilization. */
    private record Graphics(GpuStats stats, long memoryBytes) {}

    /** The processor load is that since the last sample, so wait a moment before the first one. */
    public MachineSample sample() {
        double cpu = processor.getSystemCpuLoadBetweenTicks(lastTicks) * 100;
        lastTicks = processor.getSystemCpuLoadTicks();
        if (samples++ % SAMPLES_PER_BATTERY_CHECK == 0) {
            onBattery = isOnBattery();
        }
        long now = System.nanoTime();
        ContainerSample earlier = container;
        container = containerProbe.sample();
        double containerCpu = container.cpuPercentSince(earlier, now - lastSampleNanos);
        lastSampleNanos = now;
        long total = memory.getTotal();
        return new MachineSample(
                Math.max(cpu, containerCpu),
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

    /** How many cores this process may use; a container may be limited to a fraction of one. */
    public double usableCores() {
        return Math.min(logicalCores(), container.cores());
    }

    /** How much of the machine's memory this process may use. */
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

    /** -1 also if the use exceeds the size, which is then only that of the card's window into main memory. */
    private static double memoryPercent(Graphics card) {
        long used = card.stats().getVramUsed();
        return used < 0 || used > card.memoryBytes() ? -1 : 100.0 * used / card.memoryBytes();
    }

    /** The cards whose utilization the system reports; a driver that fails reports nothing. */
    private List<Graphics> openGraphics() {
        List<Graphics> reporting = new ArrayList<>();
        try {
            for (GraphicsCard card : hardware.getGraphicsCards()) {
                GpuStats stats = card.createStatsSession();
                if (stats.getGpuUtilization() >= 0) {
                    reporting.add(new Graphics(stats, Math.max(1, card.getVRam())));
                } else {
                    stats.close();
                }
            }
        } catch (RuntimeException | LinkageError driver) {
            LOG.debug("Cannot read the graphics cards", driver);
        }
        return reporting;
    }
}
