package io.oblix.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oblix.facts.MachineFacts.ExecutionTarget;
import io.oblix.facts.MachineFacts.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineMonitorTest {

    private static final MachineSettings SETTINGS = new MachineSettings(80, 85, 85, 95, 4, Duration.ofSeconds(1));

    private static MachineMonitor after(MachineSample sample, boolean onGpu) {
        MachineMonitor monitor = new MachineMonitor(SETTINGS, () -> onGpu);
        for (int i = 0; i < 60; i++) {
            monitor.accept(sample);
        }
        return monitor;
    }

    @ParameterizedTest
    @CsvSource({
        "10, 10, 0.5, -1, AVAILABLE",
        "79, 84, 3.9, 84, AVAILABLE",
        "90, 10, 0.5, -1, CONSTRAINED",
        "10, 90, 0.5, -1, CONSTRAINED",
        "10, 10, 4.5, -1, CONSTRAINED",
        "10, 10, 0.5, 90, CONSTRAINED",
        "90, 90, 0.5, -1, CRITICAL",
        "10, 10, 0.5, 97, CRITICAL",
        "99, 99, 9.0, 99, CRITICAL"
    })
    void oneThresholdConstrainsTwoAreCritical(double cpu, double memory, double load, double gpu, State state) {
        MachineFacts facts =
                after(new MachineSample(cpu, memory, load, gpu, false), false).facts();

        assertThat(facts.state()).isEqualTo(state);
        assertThat(facts.executionTarget())
                .isEqualTo(state == State.CRITICAL ? ExecutionTarget.CLOUD : ExecutionTarget.LOCAL_CPU);
    }

    @Test
    void aModelOnTheGraphicsCardIsTheTarget() {
        assertThat(after(new MachineSample(1, 1, 0, 10, true), true).facts().executionTarget())
                .isEqualTo(ExecutionTarget.LOCAL_GPU);
    }

    @Test
    void oneSpikeDoesNotFlipTheState() {
        MachineMonitor monitor = after(new MachineSample(20, 20, 0.5, -1, false), false);

        monitor.accept(new MachineSample(100, 20, 0.5, -1, false));
        assertThat(monitor.facts().state()).isEqualTo(State.AVAILABLE);
        assertThat(monitor.facts().cpuPercent()).isCloseTo(42.7, within(0.5));

        for (int i = 0; i < 5; i++) {
            monitor.accept(new MachineSample(100, 20, 0.5, -1, false));
        }
        assertThat(monitor.facts().state()).isEqualTo(State.CONSTRAINED);
    }

    @Test
    void nothingIsHeldAgainstTheMachineBeforeTheFirstSample() {
        MachineMonitor monitor = new MachineMonitor(SETTINGS, () -> false);

        assertThat(monitor.isReady()).isFalse();
        assertThat(monitor.facts().state()).isEqualTo(State.AVAILABLE);
    }

    @Test
    void theProbeReadsThisMachine() {
        MachineSample sample = new MachineProbe().look();

        assertThat(sample.cpuPercent()).isBetween(0.0, 100.0);
        assertThat(sample.memoryPercent()).isBetween(0.1, 100.0);
        assertThat(sample.loadPerCore()).isNotNegative();
        assertThat(sample.gpuPercent()).isBetween(-1.0, 100.0);
    }
}
