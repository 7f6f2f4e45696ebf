package io.oblix.facts.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oblix.facts.machine.MachineFacts.State;
import io.oblix.facts.machine.OwnLoad.Rest;
import io.oblix.facts.machine.OwnLoad.Shown;
import io.oblix.settings.MachineSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A machine of eight cores; a sample each second. */
class OwnLoadTest {

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;
    private static final double UNSEEN = -1;

    private final OwnLoad own = new OwnLoad();

    private static Shown shown(double cpuPercent, double load, double modelCores) {
        return new Shown(cpuPercent, 0, load, -1, 8, NO_LIMIT, modelCores, false);
    }

    private Rest after(int seconds, Shown shown, boolean answering) {
        Rest rest = own.without(shown, answering, false, 1);
        for (int i = 1; i < seconds; i++) {
            rest = own.without(shown, answering, false, 1);
        }
        return rest;
    }

    @Test
    void whatTheModelUsesIsTakenOut() {
        Rest rest = after(1, shown(85, 7, 6), true);

        assertThat(rest.cpuPercent()).isCloseTo(10, within(0.01));
        assertThat(rest.modelCpuPercent()).isCloseTo(75, within(0.01));
    }

    @Test
    void theOtherProgramsStayAsTheyAre() {
        Rest rest = after(120, shown(95, 9, 0), true);

        assertThat(rest.cpuPercent()).isEqualTo(95);
        assertThat(rest.modelCpuPercent()).isZero();
        assertThat(rest.load()).isCloseTo(9, within(0.01));
    }

    /** Processes and processor are not read at the very same moment. */
    @Test
    void aModelThatSeemsToUseMoreThanAllLeavesNothingAndNotLess() {
        Rest rest = after(1, shown(70, 1, 6.5), true);

        assertThat(rest.cpuPercent()).isZero();
        assertThat(rest.modelCpuPercent()).isEqualTo(70);
        assertThat(rest.load()).isNotNegative();
    }

    @Test
    void theModelsPartOfTheLoadIsTakenOutOverTheMinuteThatTheLoadIsOf() {
        Rest first = after(1, shown(60, 5, 4), true);
        assertThat(first.load()).isCloseTo(5, within(0.1));

        Rest later = after(300, shown(60, 5, 4), true);
        assertThat(later.load()).isCloseTo(1, within(0.1));
    }

    /** A runner with 40 threads on eight cores: each of them counts in the load, though eight run at a time. */
    @Test
    void threadsThatWaitForEachOtherAreTakenOutToo() {
        Rest rest = after(600, shown(100, 44, 7.2), true);

        assertThat(rest.load()).isCloseTo(4.4, within(0.2));
    }

    @Test
    void inAContainerTheLimitIsSharedOnlyByWhatRunsInIt() {
        Shown beside = new Shown(30, 50, 0, -1, 8, 2, 2, false);
        assertThat(own.without(beside, true, false, 1).cpuPercent()).isEqualTo(50);

        Shown within = new Shown(30, 90, 0, -1, 8, 2, 1.6, true);
        Rest rest = own.without(within, true, false, 1);
        assertThat(rest.cpuPercent()).isCloseTo(10, within(0.01));
        assertThat(rest.modelCpuPercent()).isCloseTo(80, within(0.01));
    }

    @Test
    void anUnseenModelCountsAsWhatTheProcessorDoesMoreThanBefore() {
        after(20, shown(12, 1, UNSEEN), false);

        Rest rest = after(5, shown(97, 3, UNSEEN), true);
        assertThat(rest.cpuPercent()).isCloseTo(12, within(0.01));
        assertThat(rest.modelCpuPercent()).isCloseTo(85, within(0.01));

        Rest idle = after(1, shown(5, 3, UNSEEN), true);
        assertThat(idle.cpuPercent()).isEqualTo(5);
    }

    @Test
    void withoutARequestOfOursABusyProcessorCountsAlsoWhereTheModelIsUnseen() {
        after(20, shown(12, 1, UNSEEN), false);

        Rest rest = after(1, shown(97, 3, UNSEEN), false);
        assertThat(rest.cpuPercent()).isEqualTo(97);
        assertThat(rest.modelCpuPercent()).isZero();
    }

    @Test
    void aMachineThatWasBusyBeforeTheRequestStaysBusy() {
        after(20, shown(96, 9, UNSEEN), false);

        assertThat(after(5, shown(99, 9, UNSEEN), true).cpuPercent()).isCloseTo(96, within(0.01));
    }

    @Test
    void theCardThatTheModelIsOnIsNoBusierForARequestOfOurs() {
        Shown quiet = new Shown(5, 0, 0, 20, 8, NO_LIMIT, 0.2, false);
        Shown answering = new Shown(5, 0, 0, 99, 8, NO_LIMIT, 0.2, false);
        for (int i = 0; i < 20; i++) {
            own.without(quiet, false, true, 1);
        }

        assertThat(own.without(answering, true, true, 1).gpuPercent()).isCloseTo(20, within(0.01));
        assertThat(own.without(answering, false, true, 1).gpuPercent()).isEqualTo(99);
        assertThat(own.without(answering, true, false, 1).gpuPercent()).isEqualTo(99);
    }

    @Test
    void anUnknownCardStaysUnknown() {
        assertThat(own.without(shown(5, 0, 0), true, true, 1).gpuPercent()).isEqualTo(-1);
    }

    @Test
    void aMachineThatOnlyAnswersIsAvailableAndOneThatCompilesTooIsConstrained() {
        assertThat(stateAfter(shown(99, 8, 7.6))).isEqualTo(State.AVAILABLE);
        assertThat(stateAfter(shown(99, 16, 1))).isEqualTo(State.CONSTRAINED);
    }

    private State stateAfter(Shown shown) {
        MachineMonitor monitor =
                new MachineMonitor(new MachineSettings(80, 85, 85, 95, 4, Duration.ofSeconds(1)), () -> false);
        for (int i = 0; i < 60; i++) {
            Rest rest = own.without(shown, true, false, 1);
            monitor.accept(new MachineSample(
                    rest.cpuPercent(), 30, rest.load() / 8, rest.gpuPercent(), -1, false, rest.modelCpuPercent()));
        }
        assertThat(monitor.facts().cpuPercent() + monitor.facts().modelCpuPercent())
                .isCloseTo(99, within(0.1));
        return monitor.facts().state();
    }
}
