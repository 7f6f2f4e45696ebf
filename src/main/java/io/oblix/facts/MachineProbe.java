package io.oblix.facts;

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
 * Reads the machine by OSHI. Only this class knows OSHI. A look takes from under a millisecond to a few, so it is
 * taken in the background. Not for several threads at once.
 */
public final class MachineProbe {

    private static final Logger LOG = LoggerFactory.getLogger(MachineProbe.class);
    private static final int BATTERY_EVERY_LOOKS = 15;

    private final HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
    private final CentralProcessor processor = hardware.getProcessor();
    private final GlobalMemory memory = hardware.getMemory();
    private final List<GpuStats> graphics = openGraphics();
    private long[] lastTicks = processor.getSystemCpuLoadTicks();
    private long looks;
    private boolean onBattery;

    /** The load of the processor is that since the last look, so the first one should come a moment after the start. */
    public MachineSample look() {
        double cpu = processor.getSystemCpuLoadBetweenTicks(lastTicks) * 100;
        lastTicks = processor.getSystemCpuLoadTicks();
        if (looks++ % BATTERY_EVERY_LOOKS == 0) {
            onBattery = isOnBattery();
        }
        return new MachineSample(
                cpu,
                100.0 * (memory.getTotal() - memory.getAvailable()) / memory.getTotal(),
                Math.max(0, processor.getSystemLoadAverage(1)[0]) / processor.getLogicalProcessorCount(),
                gpuPercent(),
                onBattery);
    }

    public String processorName() {
        return processor.getProcessorIdentifier().getName().strip();
    }

    public int logicalCores() {
        return processor.getLogicalProcessorCount();
    }

    public long totalMemoryBytes() {
        return memory.getTotal();
    }

    private boolean isOnBattery() {
        return hardware.getPowerSources().stream().anyMatch(PowerSource::isDischarging);
    }

    private double gpuPercent() {
        return graphics.stream().mapToDouble(GpuStats::getGpuUtilization).max().orElse(-1);
    }

    /** Cards whose utilisation the system tells; a driver that fails counts as one that does not. */
    private List<GpuStats> openGraphics() {
        List<GpuStats> told = new ArrayList<>();
        try {
            for (GraphicsCard card : hardware.getGraphicsCards()) {
                GpuStats stats = card.createStatsSession();
                if (stats.getGpuUtilization() >= 0) {
                    told.add(stats);
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
