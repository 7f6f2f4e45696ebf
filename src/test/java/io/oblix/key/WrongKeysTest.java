package io.oblix.key;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.problem.KeyProblem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WrongKeysTest {

    private final AtomicLong nanos = new AtomicLong();
    private final WrongKeys wrong = new WrongKeys(nanos::get);

    private void tryWrongOnes(String address) {
        for (int i = 0; i < WrongKeys.A_MINUTE; i++) {
            wrong.sent(address, null);
        }
    }

    @Test
    void afterManyWrongKeysAnAddressMustWaitEvenWithARightOne() {
        tryWrongOnes("192.0.2.1");

        assertThatThrownBy(() -> wrong.sent("192.0.2.1", null))
                .isInstanceOf(KeyProblem.class)
                .hasMessageContaining("Try again in 3 s");
        assertThatThrownBy(() -> wrong.sent("192.0.2.1", "team-a")).isInstanceOf(KeyProblem.class);
        assertThatCode(() -> wrong.sent("192.0.2.2", null)).doesNotThrowAnyException();

        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThatCode(() -> wrong.sent("192.0.2.1", "team-a")).doesNotThrowAnyException();
    }

    @Test
    void aKeyThatWasGoodFromThereGoesOn() {
        wrong.sent("192.0.2.1", null);
        wrong.sent("192.0.2.1", "team-a");
        for (int i = 1; i < WrongKeys.A_MINUTE; i++) {
            wrong.sent("192.0.2.1", null);
        }

        assertThatCode(() -> wrong.sent("192.0.2.1", "team-a")).doesNotThrowAnyException();
        assertThatThrownBy(() -> wrong.sent("192.0.2.1", "team-b")).isInstanceOf(KeyProblem.class);
    }

    @Test
    void wrongKeysFromAProxyDoNotShutOutTheKeysThatWereGoodFromThereBefore() {
        wrong.sent("192.0.2.1", "team-a");
        tryWrongOnes("192.0.2.1");

        assertThatCode(() -> wrong.sent("192.0.2.1", "team-a")).doesNotThrowAnyException();
        assertThatThrownBy(() -> wrong.sent("192.0.2.1", "team-b")).isInstanceOf(KeyProblem.class);
    }

    @Test
    void anAddressOfIpv6IsItsNetwork() {
        tryWrongOnes("2001:db8:1:2::1");

        assertThatThrownBy(() -> wrong.sent("2001:db8:1:2:ffff::9", null)).isInstanceOf(KeyProblem.class);
        assertThatCode(() -> wrong.sent("2001:db8:1:3::1", null)).doesNotThrowAnyException();
    }
}
