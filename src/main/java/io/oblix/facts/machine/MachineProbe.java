package io.oblix.facts.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.PowerSource;

/**
 * Measures the machine with OSHI, and in a container also the share of its limits; the higher figure counts. What the
 * local model uses is taken out. A sample takes up to a few milliseconds, so it is taken in the background. Not
 * thread-safe.
 *
 * <p>Linux says all in {@code /proc} and {@code /sys} except how busy NVIDIA's graphics cards are. For those, and on other
 * systems, OSHI needs a native library, which JNA writes to a folder of temporary files and loads from there. Where that
 * folder cannot be written or forbids execution, Linux is read without them; elsewhere the figures are unknown, which
 * counts as an idle machine.
 */
public final class MachineProbe {

    private static final Logger LOG = LoggerFactory.getLogger(MachineProbe.class);
    private static final int SAMPLES_PER_BATTERY_CHECK = 15;

    /** Where the driver of NVIDIA's cards is reached, in a container too. */
    private static final Path NVIDIA = Path.of("/dev/nvidiactl");

    /** JNA logs a failure with its stack; we report it in a line of our own. Held, because the JVM would forget it. */
    private static final java.util.logging.Logger JNA_LOG = java.util.logging.Logger.getLogger("com.sun.jna.Native");

    static {
        JNA_LOG.setLevel(java.util.logging.Level.OFF);
        // A user without an entry in /etc/passwd lives at "?", which JNA would create in the working directory.
        if ("?".equals(System.getProperty("user.home")) && System.getProperty("jna.tmpdir") == null) {
            System.setProperty("jna.tmpdir", System.getProperty("java.io.tmpdir"));
        }
    }

    private final @Nullable HardwareAbstractionLayer hardware;
    private final GraphicsCards graphics;
    private final ContainerProbe containerProbe = new ContainerProbe();
    private final ModelServer server;
    private final BooleanSupplier onGpu;
    private final @Nullable ModelProcesses processes;
    private final OwnLoad own = new OwnLoad();
    private long[] lastTicks;
    private ContainerSample container = containerProbe.sample();
    private long lastSampleNanos = System.nanoTime();
    private long samples;
    private boolean onBattery;
    private boolean reported;

    /**
     * @param server of the local model
     * @param onGpu whether the local model is loaded on a graphics card
     */
    public MachineProbe(ModelServer server, BooleanSupplier onGpu) {
        this(
                server,
                onGpu,
                needsLibrary()
                        ? () -> new SystemInfo().getHardware()
                        : () -> new oshi.nativefree.SystemInfo().getHardware(),
                () -> new oshi.nativefree.SystemInfo().getHardware());
    }

    /** Loading it costs a start more than all samples of a minute do. */
    private static boolean needsLibrary() {
        return !ProcessTable.IS_LINUX || Files.exists(NVIDIA);
    }

    /**
     * @param usual what is measured with
     * @param withoutLibrary in its place where no native library can be loaded
     */
    MachineProbe(
            ModelServer server,
            BooleanSupplier onGpu,
            Supplier<HardwareAbstractionLayer> usual,
            Supplier<HardwareAbstractionLayer> withoutLibrary) {
        this.server = server;
        this.onGpu = onGpu;
        int[] ports = server.loopbackPorts();
        this.processes = ports.length == 0 ? null : new ModelProcesses(new ProcessTable(), ports);
        HardwareAbstractionLayer opened = opened(usual);
        this.hardware = opened == null ? opened(withoutLibrary) : opened;
        this.lastTicks = ticks();
        this.graphics = new GraphicsCards(read(HardwareAbstractionLayer::getGraphicsCards, List.of()));
    }

    /** Null where it cannot be read: a library that is missing shows only when the first figures are. */
    private @Nullable HardwareAbstractionLayer opened(Supplier<HardwareAbstractionLayer> open) {
        try {
            HardwareAbstractionLayer hardware = open.get();
            hardware.getProcessor().getSystemCpuLoadTicks();
            hardware.getMemory().getAvailable();
            return hardware;
        } catch (RuntimeException | LinkageError missing) {
            report(missing);
            return null;
        }
    }

    /** Once: what is missing stays missing. */
    private void report(Throwable missing) {
        if (!reported) {
            reported = true;
            LOG.warn(
                    "The figures of this machine are read from /proc or unknown, because a native library cannot be"
                            + " loaded; -Djna.tmpdir=FOLDER names a folder that it may be loaded from ({})",
                    String.valueOf(missing.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** The native part of a figure is loaded when it is first read, so each may fail by itself. */
    private <T> T read(Function<HardwareAbstractionLayer, T> figure, T unknown) {
        if (hardware == null) {
            return unknown;
        }
        try {
            return figure.apply(hardware);
        } catch (RuntimeException | LinkageError missing) {
            report(missing);
            return unknown;
        }
    }

    /** The processor load is that since the last sample, so wait a moment before the first one. */
    public MachineSample sample() {
        double cpu = read(found -> found.getProcessor().getSystemCpuLoadBetweenTicks(lastTicks), 0.0) * 100;
        lastTicks = ticks();
        if (samples++ % SAMPLES_PER_BATTERY_CHECK == 0) {
            onBattery = read(found -> found.getPowerSources().stream().anyMatch(PowerSource::isDischarging), false);
        }
        boolean answering = isHere() && server.answeringSince().test(lastSampleNanos);
        double modelCores = processes == null ? 0 : processes.sample(answering);
        long now = System.nanoTime();
        ContainerSample earlier = container;
        container = containerProbe.sample();
        long elapsedNanos = now - lastSampleNanos;
        lastSampleNanos = now;
        OwnLoad.Shown shown = new OwnLoad.Shown(
                cpu,
                container.cpuPercentSince(earlier, elapsedNanos),
                Math.max(0, read(found -> found.getProcessor().getSystemLoadAverage(1)[0], 0.0)),
                read(found -> graphics.percent(), -1.0),
                logicalCores(),
                container.cores(),
                isSeen() ? modelCores : -1,
                processes != null && containerProbe.holdsAny(processes.pids()));
        OwnLoad.Rest rest = own.without(shown, answering, onGpu.getAsBoolean(), elapsedNanos / 1e9);
        long total = totalMemoryBytes();
        long available = read(found -> found.getMemory().getAvailable(), total);
        return new MachineSample(
                rest.cpuPercent(),
                Math.max(100.0 * (total - available) / total, container.memoryPercent(total)),
                rest.load() / logicalCores(),
                rest.gpuPercent(),
                read(found -> graphics.memoryPercent(), -1.0),
                onBattery,
                rest.modelCpuPercent());
    }

    /** Whether the model may run on this machine: from a container another container's address may be on it too. */
    private boolean isHere() {
        return processes != null || (server.isConfigured() && containerProbe.isContainer());
    }

    private boolean isSeen() {
        return processes == null ? !isHere() : processes.areSeen();
    }

    private long[] ticks() {
        return read(found -> found.getProcessor().getSystemCpuLoadTicks(), new long[TickType.values().length]);
    }

    private long totalMemoryBytes() {
        return Math.max(1, read(found -> found.getMemory().getTotal(), Long.MAX_VALUE));
    }

    public String processorName() {
        return read(found -> found.getProcessor().getProcessorIdentifier().getName(), "unknown")
                .strip();
    }

    public int logicalCores() {
        int cores = read(found -> found.getProcessor().getLogicalProcessorCount(), 0);
        return cores > 0 ? cores : Runtime.getRuntime().availableProcessors();
    }

    /** How many cores this process may use; a container may be limited to a fraction of one. */
    public double usableCores() {
        return Math.min(logicalCores(), container.cores());
    }

    /** How much of the machine's memory this process may use. */
    public long usableMemoryBytes() {
        return Math.min(totalMemoryBytes(), container.memoryLimitBytes());
    }
}
