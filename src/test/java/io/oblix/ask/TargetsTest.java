package io.oblix.ask;

import static io.oblix.ask.Inquiries.CLOUD;
import static io.oblix.ask.Inquiries.LOCAL;
import static io.oblix.ask.Inquiries.OLLAMA;
import static io.oblix.ask.Inquiries.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.ask.forecast.Expectations;
import io.oblix.ask.forecast.LearnedAbilities;
import io.oblix.ask.forecast.Speeds;
import io.oblix.ask.limit.Breakers;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.facts.KeyFacts;
import io.oblix.facts.ModelDraft;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.machine.MachineFacts.ExecutionTarget;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.facts.network.NetworkFacts.ConnectionTarget;
import io.oblix.fixture.ShortQuestion;
import io.oblix.policy.Decision;
import io.oblix.problem.ServerProblem;
import io.oblix.provider.Providers;
import io.oblix.settings.BreakerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which places a decision amounts to, in which order. */
class TargetsTest {

    private static final Place SECOND_HOST = new Place(LOCAL.model(), Inquiries.SECOND);

    /** The facts found that the second host would answer first. */
    private static final Facts FACTS =
            facts(new Facts.Hosts(List.of(SECOND_HOST, LOCAL.place()), List.of(CLOUD.place())));

    private final Targets targets = new Targets(
            new Providers(Map.of("ollama", OLLAMA, "openai", OPENAI), Map.of(), LOCAL.model(), CLOUD.model()),
            new Expectations(
                    new InFlightCalls(),
                    new Speeds(),
                    new Breakers(new BreakerSettings(50, 4, Duration.ofSeconds(5), Duration.ofSeconds(20)), Map.of()),
                    new LearnedAbilities()));

    private static Facts facts(Facts.Hosts hosts) {
        return new Facts(
                ShortQuestion.FACTS,
                ShortQuestion.FACTS,
                new MachineFacts(
                        MachineFacts.State.AVAILABLE, ExecutionTarget.LOCAL_CPU, 20, 40, 0.5, -1, false, -1, 0),
                new NetworkFacts(NetworkFacts.State.OPTIMAL, ConnectionTarget.CLOUD, 50, 0, -1),
                new ModelDraft().local(),
                new ModelDraft().cloud(),
                KeyFacts.NONE,
                Map.of(),
                hosts);
    }

    private static Decision decision(
            @Nullable Side target, @Nullable Side fallback, @Nullable String model, boolean localOnly) {
        return new Decision("auto", "a rule", target, fallback, model, "a-reason", localOnly, false);
    }

    private List<Place> places(Decision decision) {
        return targets.of(decision, FACTS).stream()
                .map(target -> target.place())
                .toList();
    }

    @Test
    void hostsAreAskedInTheOrderOfTheFacts() {
        assertThat(places(decision(Side.LOCAL, Side.CLOUD, null, false)))
                .containsExactly(SECOND_HOST, LOCAL.place(), CLOUD.place());
        assertThat(places(decision(Side.CLOUD, null, null, false))).containsExactly(CLOUD.place());
    }

    @Test
    void aNamedModelIsAskedAtItsProvidersHosts() {
        Place first = new Place(LOCAL.model(), Inquiries.FIRST);

        assertThat(places(decision(null, null, LOCAL.name(), false))).containsExactly(first, SECOND_HOST);
    }

    @Test
    void aLocalOnlyRequestIsRefusedWhileNoHostIsKnownToBeLocal() {
        assertThatThrownBy(() -> places(decision(Side.LOCAL, null, null, true))).isInstanceOf(ServerProblem.class);
    }

    @Test
    void withoutAModelForTheSideThereIsNoTarget() {
        Facts none = facts(new Facts.Hosts(List.of(), List.of()));

        assertThat(targets.of(decision(Side.LOCAL, Side.CLOUD, null, true), none))
                .isEmpty();
    }
}
