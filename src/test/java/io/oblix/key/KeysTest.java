package io.oblix.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.problem.KeyProblem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeysTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final Keys keys = new Keys("the-admins-own-key", Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);

    private static Key key(String name, Limits limits, @Nullable Instant expires, Key.Hash... hashes) {
        return new Key(name, List.of(hashes), false, List.of(), List.of(), limits, Budget.NONE, false, expires);
    }

    private static Key.Hash hash(String text) {
        return new Key.Hash(KeyText.sha256(text), null);
    }

    private void limited(int requests, int tokens, int concurrent) {
        keys.use(List.of(key("team-a", new Limits(requests, tokens, concurrent), null, hash("one"))));
    }

    private KeyUse use() {
        return Objects.requireNonNull(keys.find("one"));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aKeyIsFoundByWhatItsCallerSends() {
        keys.use(List.of(key("team-a", Limits.NONE, null, hash("one")), key("team-b", Limits.NONE, null, hash("two"))));

        assertThat(Objects.requireNonNull(keys.find("two")).key().name()).isEqualTo("team-b");
        assertThat(keys.named("team-b").name()).isEqualTo("team-b");
        assertThat(keys.named("team-c")).isEqualTo(Key.NONE);
        assertThat(keys.find("three")).isNull();
        assertThat(keys.find("")).isNull();
        assertThat(keys.find("two".repeat(1_000))).isNull();
    }

    @Test
    void aKeyIsFoundInANameWhereItIsAPartOfIt() {
        assertThat(keys.isKeyIn("a-key-made/by:hand")).isFalse();
        keys.use(List.of(
                key("team-a", Limits.NONE, NOW, hash("a-key-made/by:hand")),
                key("b", Limits.NONE, null, hash("short"))));

        assertThat(List.of("", "auto:", " openai: ", "v1/models/openai:"))
                .allMatch(before -> keys.isKeyIn(before + "a-key-made/by:hand"));
        assertThat(List.of(
                        "short",
                        "auto:short",
                        "a-key-made",
                        "gpt-4o-mini-2024-07-18",
                        "",
                        ":",
                        "a/b/c/d/e/f/g/h/i/j/k/l"))
                .noneMatch(keys::isKeyIn);
        keys.use(List.of(key("team-a", Limits.NONE, null, hash("a-key-made-by-hand"))));
        assertThat(List.of("a-key-made-by-hand:latest", "hf.co/a-key-made-by-hand/x", "x:a-key-made-by-hand"))
                .allMatch(keys::isKeyIn);
    }

    @Test
    void noKeyIsAskedForUntilThereAreKeysAndThenAlwaysEvenIfThereIsNone() {
        assertThat(keys.areAsked()).isFalse();

        keys.use(List.of());

        assertThat(keys.areAsked()).isTrue();
        assertThat(keys.find("one")).isNull();
    }

    @Test
    void theAdminsKeyIsAnAdminsWithAndWithoutAFile() {
        assertThat(Objects.requireNonNull(keys.find("the-admins-own-key")).key().admin())
                .isTrue();
        limited(1, 0, 0);
        assertThat(Objects.requireNonNull(keys.find("the-admins-own-key")).key().name())
                .isEqualTo(Keys.ADMIN);
    }

    @Test
    void anExpiredKeyIsRefusedWithItsDate() {
        keys.use(List.of(key("old", Limits.NONE, NOW, hash("one"))));

        assertThatThrownBy(() -> keys.find("one"))
                .isInstanceOf(KeyProblem.class)
                .hasMessageContaining("'old' expired at 2026-11-30T12:00:00Z");
    }

    @Test
    void afterARotationTheFormerKeyCountsUntilItsGraceIsOver() {
        Key.Hash former = new Key.Hash(KeyText.sha256("former"), NOW.plusSeconds(1));
        Key.Hash gone = new Key.Hash(KeyText.sha256("gone"), NOW);
        keys.use(List.of(key("team-a", Limits.NONE, null, hash("one"), former), key("b", Limits.NONE, null, gone)));

        assertThat(Objects.requireNonNull(keys.find("former")).key().name()).isEqualTo("team-a");
        assertThatThrownBy(() -> keys.find("gone")).hasMessageContaining("was replaced by another one");
    }

    @Test
    void beyondTheRequestsOfAMinuteARequestIsRefusedWithTheTimeToWait() {
        limited(2, 0, 0);
        use().request();
        use().request();

        assertThatThrownBy(() -> use().request())
                .hasMessage("The API key 'team-a' may send 2 requests a minute, and has sent them. Try again in 30 s.")
                .satisfies(problem ->
                        assertThat(((KeyProblem) problem).retryAfter()).isEqualTo(Duration.ofSeconds(30)));
        pass(Duration.ofSeconds(30));
        use().request();
        assertThat(use().requests()).isEqualTo(new Rate(2, 0, Duration.ofSeconds(60)));
    }

    @Test
    void whatAKeyHasUsedStaysWhenTheFileIsReadAgain() {
        limited(2, 0, 0);
        use().request();
        use().request();
        limited(3, 0, 0);
        use().request();

        assertThatThrownBy(() -> use().request()).isInstanceOf(KeyProblem.class);
    }

    @Test
    void aKeyThatIsRemovedAndRestoredHasWhatItHadLeft() {
        limited(2, 1_000, 1);
        use().request();
        use().request();
        KeyUse running = use();
        running.begin();
        running.reserve(900);

        keys.use(List.of());
        pass(Duration.ofSeconds(15));
        keys.use(List.of());
        limited(2, 1_000, 1);

        assertThatThrownBy(() -> use().request()).hasMessageContaining("Try again in 15 s.");
        assertThat(Objects.requireNonNull(use().tokens()).remaining()).isEqualTo(350);
        assertThatThrownBy(() -> use().begin()).isInstanceOf(KeyProblem.class);
    }

    @Test
    void ofAKeyThatIsGoneNothingIsKeptOnceItsMinuteIsOver() {
        limited(2, 1_000, 1);
        use().request();
        KeyUse running = use();
        running.begin();
        running.reserve(900);

        pass(Duration.ofMinutes(1));
        keys.use(List.of());
        assertThat(keys.counted()).as("it runs").isEqualTo(1);
        running.end();
        keys.use(List.of());

        assertThat(keys.counted()).isZero();
    }

    @Test
    void tokensAreReservedAndCorrectedByWhatWasUsed() {
        limited(0, 1_000, 0);
        KeyUse first = use();
        first.reserve(900);
        assertThatThrownBy(() -> use().reserve(200))
                .hasMessageContaining("may use 1000 tokens a minute, and has used or reserved 900 of them");

        first.settle(300);
        use().reserve(200);
        assertThat(Objects.requireNonNull(use().tokens()).remaining()).isEqualTo(500);
    }

    @Test
    void whatWasUsedBeyondTheReservationIsOwed() {
        limited(0, 1_000, 0);
        KeyUse first = use();
        first.reserve(100);
        first.settle(1_600);

        assertThatThrownBy(() -> use().request()).hasMessageContaining("Try again in 37 s.");
        pass(Duration.ofSeconds(37));
        use().request();
    }

    @Test
    void aFailedRequestGivesItsTokensBack() {
        limited(0, 1_000, 0);
        KeyUse failed = use();
        failed.reserve(1_000);
        failed.settle(0);

        assertThat(Objects.requireNonNull(use().tokens()).remaining()).isEqualTo(1_000);
    }

    @Test
    void aClientThatLeavesEarlyHasUsedWhatWasReserved() {
        limited(0, 1_000, 0);
        KeyUse left = use();
        left.reserve(400);
        left.settleUnknown(0);
        KeyUse leftLater = use();
        leftLater.reserve(100);
        leftLater.settleUnknown(250);

        assertThat(Objects.requireNonNull(use().tokens()).remaining()).isEqualTo(350);
    }

    @Test
    void aRequestThatNeverFitsIsRefusedWithoutATimeToWait() {
        limited(0, 1_000, 0);

        assertThatThrownBy(() -> use().reserve(1_001))
                .hasMessageContaining("this request alone needs about 1001")
                .satisfies(problem ->
                        assertThat(((KeyProblem) problem).retryAfter()).isNull());
    }

    @Test
    void onlySoManyRequestsRunAtATime() {
        limited(0, 0, 1);
        KeyUse first = use();
        first.begin();
        KeyUse second = use();
        assertThatThrownBy(second::begin).hasMessageContaining("may have 1 requests answered at a time");

        second.end();
        assertThatThrownBy(() -> use().begin()).isInstanceOf(KeyProblem.class);
        first.end();
        first.end();
        use().begin();
        assertThatThrownBy(() -> use().begin()).isInstanceOf(KeyProblem.class);
    }

    @Test
    void ofManyRequestsAtOnceExactlySoManyPassAndAllThatIsGivenBackIsThereAgain() {
        limited(500, 100_000, 3);
        AtomicInteger passed = new AtomicInteger();

        IntStream.range(0, 2_000).parallel().forEach(i -> {
            KeyUse use = use();
            try {
                use.request();
                passed.incrementAndGet();
                use.begin();
                use.reserve(1_000);
                use.settle(50);
            } catch (KeyProblem refused) {
                use.settle(0);
            } finally {
                use.end();
            }
        });

        assertThat(passed).hasValue(500);
        assertThat(Objects.requireNonNull(use().requests()).remaining()).isZero();
        use().begin();
        use().begin();
        use().begin();
        assertThatThrownBy(() -> use().begin()).isInstanceOf(KeyProblem.class);
        long tokens = Objects.requireNonNull(use().tokens()).remaining();
        assertThat(tokens).isBetween(100_000L - 500 * 50, 100_000L);
        assertThat(tokens % 50).isZero();
    }

    @Test
    void aMadeKeyIsLongAndItsHashIsThatOfOtherTools() {
        assertThat(KeyText.random()).matches("obx_[0-9A-Za-z]{40}").isNotEqualTo(KeyText.random());
        assertThat(KeyText.sha256("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
