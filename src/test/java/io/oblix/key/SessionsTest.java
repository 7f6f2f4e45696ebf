package io.oblix.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final String ADMIN = "the-admins-own-key";

    private long nanos = 1;
    private final Keys keys = new Keys(ADMIN, Clock.systemUTC(), () -> nanos);
    private final Sessions sessions = new Sessions(keys, () -> nanos);

    private static Key key(String name, String text) {
        return new Key(
                name,
                List.of(new Key.Hash(KeyText.sha256(text), null)),
                true,
                List.of(),
                List.of(),
                Limits.NONE,
                Budget.NONE,
                false,
                null);
    }

    @Test
    void aSessionHasTheKeyThatOpenedIt() {
        String id = sessions.open(ADMIN);

        assertThat(Objects.requireNonNull(sessions.find(id)).key().name()).isEqualTo(Keys.ADMIN);
        assertThat(id).hasSize(43).doesNotContain(ADMIN, KeyText.sha256(ADMIN));
    }

    @Test
    void anIdThatWasNeverGivenIsNoSession() {
        String id = sessions.open(ADMIN);

        for (String forged : List.of("", "x", id.substring(1), id + "A", "A".repeat(43), ADMIN, KeyText.sha256(id))) {
            assertThat(sessions.find(forged)).as(forged).isNull();
        }
    }

    @Test
    void idsDiffer() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ids.add(sessions.open(ADMIN));
        }

        assertThat(ids).hasSize(100);
    }

    @Test
    void aSessionEndsByLoggingOutAndByItsAge() {
        String left = sessions.open(ADMIN);
        String old = sessions.open(ADMIN);

        sessions.close(left);
        assertThat(sessions.find(left)).isNull();
        assertThat(sessions.find(old)).isNotNull();

        nanos += Sessions.LENGTH.plus(Duration.ofSeconds(1)).toNanos();
        assertThat(sessions.find(old)).isNull();
    }

    @Test
    void aRevokedKeyEndsItsSessions() {
        keys.use(List.of(key("ops", "a-key-of-the-operators")));
        String id = sessions.open("a-key-of-the-operators");
        assertThat(sessions.find(id)).isNotNull();

        keys.use(List.of());

        assertThat(sessions.find(id)).isNull();
    }

    @Test
    void sessionsWithoutEndDoNotFillTheMemory() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3 * Sessions.MOST; i++) {
            ids.add(sessions.open(ADMIN));
        }

        assertThat(ids.stream().filter(id -> sessions.find(id) != null).count()).isBetween(1L, (long) Sessions.MOST);
    }
}
