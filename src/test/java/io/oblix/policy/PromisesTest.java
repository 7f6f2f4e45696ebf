package io.oblix.policy;

import static io.oblix.policy.file.Situations.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.policy.DecideEndpoint.Verdict;
import io.oblix.policy.file.Situations;
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
}
