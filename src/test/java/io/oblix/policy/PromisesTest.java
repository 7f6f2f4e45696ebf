package io.oblix.policy;

import static io.oblix.policy.file.Situations.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.policy.file.Situations;
import io.oblix.problem.BudgetExceeded;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PromisesTest {

    private static final Facts LOCAL_ONLY = given("OblixRequest.privacy", "local-only");
    private static final Verdict CLOUD = new Verdict(Side.CLOUD, Side.LOCAL, "openai:large", "hard", true, 0);
    private static final Verdict LOCAL = new Verdict(Side.LOCAL, Side.CLOUD, "ollama:small", "easy", false, 1);

    @Test
    void anOrdinaryRequestGoesWhereThePolicySays() {
        assertThat(Promises.keep("auto", "rule", CLOUD, Situations.ORDINARY))
                .isEqualTo(new Decision("auto", "rule", Side.CLOUD, Side.LOCAL, "openai:large", "hard", false, true));
    }

    @Test
    void aLocalOnlyRequestThatAPolicySendsToTheCloudStaysLocal() {
        Decision decision = Promises.keep("auto", "rule", CLOUD, LOCAL_ONLY);

        assertThat(decision.target()).isEqualTo(Side.LOCAL);
        assertThat(decision.fallback()).isNull();
        assertThat(decision.model())
                .as("the policy's model was one of the cloud")
                .isNull();
        assertThat(decision.reason()).isEqualTo("local-only");
        assertThat(decision.localOnly()).isTrue();
    }

    @Test
    void aLocalOnlyRequestHasNoFallbackInTheCloud() {
        assertThat(Promises.keep("auto", "rule", LOCAL, LOCAL_ONLY))
                .isEqualTo(new Decision("auto", "rule", Side.LOCAL, null, "ollama:small", "easy", true, false));
    }

    @Test
    void aLocalOnlyRequestIsNeitherEscalatedNorHedged() {
        Takeover takeover = Takeover.parse("0.1", "3s");
        Verdict judged = new Verdict(Side.LOCAL, Side.CLOUD, null, "easy", false, takeover, 1);

        assertThat(Promises.keep("auto", "rule", judged, Situations.ORDINARY).takeover())
                .isEqualTo(takeover);
        assertThat(Promises.keep("auto", "rule", judged, LOCAL_ONLY).takeover()).isEqualTo(Takeover.NEVER);
    }

    @Test
    void thePolicyPrivateStaysLocalWhateverItsFileSays() {
        Decision decision = Promises.keep("private", "edited", CLOUD, Situations.ORDINARY);

        assertThat(decision.target()).isEqualTo(Side.LOCAL);
        assertThat(decision.fallback()).isNull();
        assertThat(decision.localOnly()).isTrue();
    }

    private final BudgetExceeded exceeded = new BudgetExceeded("It is spent.", Duration.ofHours(3));
    private static final Facts UNDER_BUDGET = given("OblixKey.budgetLeftUsd", "0.5");

    private static Decision kept(Verdict verdict, Facts facts, Funds funds) {
        return Promises.keep("auto", "rule", verdict, Requests.request("p", Requests.user("Hello")), facts, funds);
    }

    private Funds lacking(boolean refuse) {
        return (request, facts, side, model) -> new Funds.Lack(refuse, exceeded);
    }

    @Test
    void aRequestForTheCloudThatNoBudgetPaysIsAnsweredLocally() {
        Decision decision = kept(CLOUD, UNDER_BUDGET, lacking(false));

        assertThat(decision.target()).isEqualTo(Side.LOCAL);
        assertThat(decision.fallback()).isNull();
        assertThat(decision.model()).isNull();
        assertThat(decision.reason()).isEqualTo("budget-spent");
        assertThat(decision.rule()).startsWith("A spent budget reaches no model that costs money");
        assertThat(decision.localOnly()).isFalse();
    }

    @Test
    void aRequestForTheCloudThatNoBudgetPaysIsRefusedWhereTheBudgetSaysSo() {
        assertThatThrownBy(() -> kept(CLOUD, UNDER_BUDGET, lacking(true))).isSameAs(exceeded);
    }

    @Test
    void withoutALocalModelThereIsNothingElseToAnswer() {
        Facts alone = given("OblixKey.budgetLeftUsd", "0.5", "OblixLocal.model", "");

        assertThatThrownBy(() -> kept(CLOUD, alone, lacking(false))).isSameAs(exceeded);
    }

    @Test
    void aLocalAnswerIsNeverRefusedAndLosesOnlyItsFallback() {
        for (boolean refuse : new boolean[] {true, false}) {
            assertThat(kept(LOCAL, UNDER_BUDGET, lacking(refuse)))
                    .isEqualTo(new Decision("auto", "rule", Side.LOCAL, null, "ollama:small", "easy", false, false));
        }
    }

    @Test
    void aSpentBudgetNeitherEscalatesNorHedges() {
        Verdict judged = new Verdict(Side.LOCAL, Side.CLOUD, null, "easy", false, Takeover.parse("0.1", "3s"), 1);

        assertThat(kept(judged, UNDER_BUDGET, lacking(false)).takeover()).isEqualTo(Takeover.NEVER);
    }

    @Test
    void whatABudgetPaysOrWhatNoBudgetIsForStaysAsThePolicySays() {
        Decision asSaid = new Decision("auto", "rule", Side.CLOUD, Side.LOCAL, "openai:large", "hard", false, true);

        assertThat(kept(CLOUD, UNDER_BUDGET, Funds.ENDLESS)).isEqualTo(asSaid);
        assertThat(kept(CLOUD, Situations.ORDINARY, lacking(true))).isEqualTo(asSaid);
    }

    @Test
    void aLocalOnlyRequestHasItsOwnReason() {
        Facts both = given("OblixKey.budgetLeftUsd", "0", "OblixRequest.privacy", "local-only");

        assertThat(kept(CLOUD, both, lacking(true)).reason()).isEqualTo("local-only");
    }
}
