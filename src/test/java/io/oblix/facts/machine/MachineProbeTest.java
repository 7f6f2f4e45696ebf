package io.oblix.facts.machine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.slf4j.LoggerFactory;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.nativefree.SystemInfo;

/** A machine whose native libraries cannot be loaded: a read-only disk, {@code noexec} on {@code /tmp}, another libc. */
class MachineProbeTest {

    private static HardwareAbstractionLayer noLibrary() {
        throw new UnsatisfiedLinkError("libjnidispatch.so: failed to map segment\nand more");
    }

    /** What each later use of a class says whose initialization failed. */
    private static HardwareAbstractionLayer noClass() {
        throw new NoClassDefFoundError("Could not initialize class com.sun.jna.Native");
    }

    private static MachineProbe probe(
            Supplier<HardwareAbstractionLayer> usual, Supplier<HardwareAbstractionLayer> withoutLibrary) {
        return new MachineProbe(ModelServer.NONE, () -> false, usual, withoutLibrary);
    }

    private static HardwareAbstractionLayer proc() {
        return new SystemInfo().getHardware();
    }

    private final Logger log = (Logger) LoggerFactory.getLogger(MachineProbe.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(lines);
    }

    private void assertOneLine() {
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage())
                    .contains("/proc or unknown", "-Djna.tmpdir")
                    .doesNotContain("\n");
            assertThat(line.getThrowableProxy()).isNull();
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theFiguresAreReadFromProc() {
        MachineProbe probe = probe(MachineProbeTest::noLibrary, MachineProbeTest::proc);

        MachineSample sample = probe.sample();
        assertThat(sample.cpuPercent()).isBetween(0.0, 100.0);
        assertThat(sample.memoryPercent()).isBetween(0.1, 100.0);
        assertThat(probe.logicalCores()).isPositive();
        assertThat(probe.usableMemoryBytes()).isBetween(1L << 20, 1L << 50);
        assertOneLine();
    }

    @Test
    void aMachineThatTellsNothingCountsAsIdle() {
        MachineProbe probe = probe(MachineProbeTest::noLibrary, MachineProbeTest::noClass);
        probe.sample();

        MachineSample sample = probe.sample();
        assertThat(sample.gpuPercent()).isEqualTo(-1);
        assertThat(sample.gpuMemoryPercent()).isEqualTo(-1);
        assertThat(sample.loadPerCore()).isZero();
        assertThat(sample.onBattery()).isFalse();
        assertThat(sample.cpuPercent()).isBetween(0.0, 100.0);
        assertThat(sample.memoryPercent()).isBetween(0.0, 100.0);
        assertThat(probe.processorName()).isEqualTo("unknown");
        assertThat(probe.logicalCores()).isPositive();
        assertThat(probe.usableCores()).isPositive();
        assertOneLine();
    }

    /** The library is missing for the second figure, not for the first. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFigureThatFailsLaterIsUnknownAndTheOthersStay() {
        HardwareAbstractionLayer found = proc();
        HardwareAbstractionLayer batteries = (HardwareAbstractionLayer) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HardwareAbstractionLayer.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getPowerSources") ? noClass() : method.invoke(found, arguments));
        MachineProbe probe = probe(() -> batteries, MachineProbeTest::noClass);

        for (int i = 0; i < 40; i++) {
            MachineSample sample = probe.sample();
            assertThat(sample.onBattery()).isFalse();
            assertThat(sample.memoryPercent()).isBetween(0.1, 100.0);
        }
        assertOneLine();
    }
}
