package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {

    private final UpstreamProblem late = new UpstreamProblem(FailureKind.OVERTAKEN, "ollama:a", "was late");

    private final Cancellation client = new Cancellation();

    @Test
    void aPartEndsAloneAndSaysWhy() {
        Cancellation part = client.below();
        AtomicInteger ended = new AtomicInteger();
        part.onCancel(ended::incrementAndGet);

        part.cancel(late);
        part.cancel();

        assertThat(ended).hasValue(1);
        assertThat(part.why()).isSameAs(late);
        assertThat(client.isCancelled()).isFalse();
    }

    @Test
    void allPartsEndWhenTheClientLeaves() {
        Cancellation one = client.below();
        Cancellation other = client.below();

        client.cancel();

        assertThat(one.isCancelled()).isTrue();
        assertThat(other.why()).isInstanceOf(ClientDisconnected.class);
        assertThat(client.below().isCancelled()).isTrue();
    }
}
