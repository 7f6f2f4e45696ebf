package io.oblix.facts.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oblix.facts.machine.MachineFacts.ExecutionTarget;
import io.oblix.facts.machine.MachineFacts.State;
import io.oblix.settings.MachineSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    void oneExceededThresholdIsConstrainedAndTwoAreCritical(
            double cpu, double memory, double load, double gpu, State state) {
        MachineFacts facts = after(new MachineSample(cpu, memory, load, gpu, -1, false), false)
                .facts();

        assertThat(facts.state()).isEqualTo(state);
        assertThat(facts.executionTarget())
                .isEqualTo(state == State.CRITICAL ? ExecutionTarget.CLOUD : ExecutionTarget.LOCAL_CPU);
    }

    @Test
    void aModelOnTheGraphicsCardMakesItTheTarget() {
        assertThat(after(new MachineSample(1, 1, 0, 10, 90, true), true).facts().executionTarget())
                .isEqualTo(ExecutionTarget.LOCAL_GPU);
    }

    @Test
    void oneSpikeDoesNotFlipTheState() {
        MachineMonitor monitor = after(new MachineSample(20, 20, 0.5, -1, -1, false), false);

        monitor.accept(new MachineSample(100, 20, 0.5, -1, -1, false));
        assertThat(monitor.facts().state()).isEqualTo(State.AVAILABLE);
        assertThat(monitor.facts().cpuPercent()).isCloseTo(42.7, within(0.5));

        for (int i = 0; i < 5; i++) {
            monitor.accept(new MachineSample(100, 20, 0.5, -1, -1, false));
        }
        assertThat(monitor.facts().state()).isEqualTo(State.CONSTRAINED);
    }

    @Test
    void theMachineIsAvailableBeforeTheFirstSample() {
        MachineMonitor monitor = new MachineMonitor(SETTINGS, () -> false);

        assertThat(monitor.isReady()).isFalse();
        assertThat(monitor.facts().state()).isEqualTo(State.AVAILABLE);
    }

    @Test
    void theProbeReadsThisMachine() {
        MachineSample sample = new MachineProbe(ModelServer.NONE, () -> false).sample();

        assertThat(sample.cpuPercent()).isBetween(0.0, 100.0);
        assertThat(sample.memoryPercent()).isBetween(0.1, 100.0);
        assertThat(sample.loadPerCore()).isNotNegative();
        assertThat(sample.gpuPercent()).isBetween(-1.0, 100.0);
        assertThat(sample.gpuMemoryPercent()).isBetween(-1.0, 100.0);
    }

    /** The processor's load in each second, and the state after the last one. */
    @ParameterizedTest
    @CsvSource({
        "'5 5 5 5 5 5', AVAILABLE",
        "'5 5 5 5 5 100', AVAILABLE",
        "'5 100 5 100 5 100', AVAILABLE",
        "'5 5 100 100 100 100 100 100', CONSTRAINED",
        "'100 100 100 100 100 100 100 100', CONSTRAINED",
        "'100 100 100 100 100 100 100 5', AVAILABLE",
        "'90 90 90 90 90 90 90 90 90 90', CONSTRAINED",
        "'75 85 75 85 75 85 75 85 75 85', AVAILABLE"
    })
    void theStateFollowsTheLastSeconds(String cpuPercents, State state) {
        MachineMonitor monitor = new MachineMonitor(SETTINGS, () -> false);
        for (String cpu : cpuPercents.split(" ")) {
            monitor.accept(new MachineSample(Double.parseDouble(cpu), 20, 0.5, -1, -1, false));
        }

        assertThat(monitor.facts().state()).isEqualTo(state);
    }

    @Test
    void aBusyProcessorAndFullMemoryAreCriticalUntilTheyRecover() {
        MachineMonitor monitor = after(new MachineSample(20, 20, 0.5, -1, -1, false), true);
        List<State> states = new ArrayList<>();
        for (int second = 0; second < 20; second++) {
            boolean busy = second < 8;
            monitor.accept(new MachineSample(busy ? 100 : 10, busy ? 95 : 40, 1, 50, 60, false));
            State state = monitor.facts().state();
            if (states.isEmpty() || states.get(states.size() - 1) != state) {
                states.add(state);
            }
        }

        assertThat(states).containsExactly(State.AVAILABLE, State.CONSTRAINED, State.CRITICAL, State.AVAILABLE);
        assertThat(monitor.facts().executionTarget()).isEqualTo(ExecutionTarget.LOCAL_GPU);
    }

    @Test
    void anUnsmoothedSampleIsTakenAsItIs() {
        MachineMonitor monitor = new MachineMonitor(SETTINGS, () -> false);

        monitor.acceptUnsmoothed(new MachineSample(90, 20, 0.5, -1, -1, false));
        assertThat(monitor.facts().cpuPercent()).isEqualTo(90);
        assertThat(monitor.facts().state()).isEqualTo(State.CONSTRAINED);
    }

    @Test
    void aFullGraphicsCardMemoryDoesNotConstrain() {
        MachineFacts facts =
                after(new MachineSample(10, 10, 0.5, 20, 99, false), true).facts();

        assertThat(facts.gpuMemoryPercent()).isEqualTo(99);
        assertThat(facts.state()).isEqualTo(State.AVAILABLE);
    }

    @Test
    void aGraphicsCardThatStopsReportingIsUnknown() {
        MachineMonitor monitor = after(new MachineSample(10, 10, 0.5, 97, 50, false), true);

        monitor.accept(new MachineSample(10, 10, 0.5, -1, -1, false));
        assertThat(monitor.facts().gpuPercent()).isEqualTo(-1);
        assertThat(monitor.facts().state()).isEqualTo(State.AVAILABLE);

        monitor.accept(new MachineSample(10, 10, 0.5, 90, 50, false));
        assertThat(monitor.facts().gpuPercent()).isEqualTo(90);
    }

    @Test
    void theSampleIntervalDoesNotChangeTheSmoothing() {
        MachineMonitor quick =
                new MachineMonitor(new MachineSettings(80, 85, 85, 95, 4, Duration.ofMillis(100)), () -> false);
        for (int i = 0; i < 30; i++) {
            quick.accept(new MachineSample(100, 20, 0.5, -1, -1, false));
        }
        MachineMonitor slow = new MachineMonitor(SETTINGS, () -> false);
        for (int i = 0; i < 3; i++) {
            slow.accept(new MachineSample(100, 20, 0.5, -1, -1, false));
        }

        assertThat(quick.facts().cpuPercent())
                .isCloseTo(slow.facts().cpuPercent(), within(0.1))
                .isCloseTo(63.2, within(0.1));
    }
}
