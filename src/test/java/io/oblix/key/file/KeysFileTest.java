package io.oblix.key.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.key.Budget;
import io.oblix.key.Key;
import io.oblix.key.KeyText;
import io.oblix.key.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysFileTest {

    private static final String A = "ab".repeat(32);
    private static final String B = "cd".repeat(32);

    private static final KnownNames KNOWN =
            new KnownNames(Set.of("auto", "private")::contains, provider -> switch (provider) {
                case "anthropic", "claude" -> "claude";
                case "ollama", "openai" -> provider;
                default -> null;
            });

    private static List<Key> read(String text) throws KeysRejected {
        return KeysFile.read(text, KNOWN);
    }

    @Test
    void eachFieldIsRead() throws Exception {
        List<Key> keys = read("""
                # Keys of the teams.
                - name: team-a
                  sha256: %s
                  admin: false
                  policies: [auto, "auto:private"]
                  models: ["ollama:*", "anthropic:claude-haiku*"]
                  requests-per-minute: 60
                  tokens-per-minute: 100000
                  concurrent-requests: 8
                  budget: {day: 5.00, month: 50.5}
                  when-spent: refuse
                  privacy: local-only
                  expires: 2027-01-31
                  previous: {sha256: %s, until: "2026-12-01T10:00:00Z"}
                - {name: root, sha256: %s, admin: true}
                """.formatted(A.toUpperCase(java.util.Locale.ROOT), B, "0".repeat(64)));

        assertThat(keys)
                .containsExactly(
                        new Key(
                                "team-a",
                                List.of(new Key.Hash(A, null), new Key.Hash(B, Instant.parse("2026-12-01T10:00:00Z"))),
                                false,
                                List.of("auto", "private"),
                                List.of("ollama:*", "claude:claude-haiku*"),
                                new Limits(60, 100_000, 8),
                                new Budget(5_000_000, 50_500_000, Budget.WhenSpent.REFUSE),
                                true,
                                Instant.parse("2027-01-31T00:00:00Z")),
                        new Key(
                                "root",
                                List.of(new Key.Hash("0".repeat(64), null)),
                                true,
                                List.of(),
                                List.of(),
                                Limits.NONE,
                                Budget.NONE,
                                false,
                                null));
    }

    @Test
    void aFileOfCommentsHoldsNoKey() throws Exception {
        assertThat(read("# none yet\n")).isEmpty();
        assertThat(read("[]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        colour: red                     | a key has no field 'colour'; it has admin, budget, concurrent-requests,
        admin: yes                      | admin is true or false
        policies: [auto, fast]          | there is no policy 'fast'
        policies: []                    | policies is empty; leave it out to allow all
        models: [gpt-4o]                | models are written provider:name, in which * stands for any text; not 'gpt-4o'
        models: ["opneai:*"]            | there is no provider 'opneai'
        requests-per-minute: 0          | requests-per-minute is a whole number from 1 to 1000000
        tokens-per-minute: many         | tokens-per-minute is a whole number from 1 to 2000000000
        concurrent-requests: 1.5        | concurrent-requests is a whole number from 1 to 1000000
        budget: {day: -1}               | budget.day is a number of US dollars from 0 to 1000000000
        budget: {week: 1}               | budget has no field 'week'; it has day, month
        budget: {day: NaN}              | budget.day is a number of US dollars
        budget: 5                       | budget must be a mapping of names to values
        when-spent: stop                | when-spent is local or refuse
        privacy: secret                 | privacy is any or local-only
        expires: 2027-02-30             | expires is a date such as 2027-01-31, or a time such as
        expires: 0001-01-01             | expires is a date such as 2027-01-31
        expires: soon                   | expires is a date such as 2027-01-31
        previous: {sha256: ab}          | previous has a sha256, and until
        name: other                     | a key has name twice
        """)
    void aMistakeIsNamedWithItsLine(String line, String reason) {
        String text = "# a comment\n- name: team-a\n  sha256: " + A + "\n  " + line + "\n";

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(KeysRejected.class)
                .hasMessageStartingWith(reason)
                .satisfies(
                        rejected -> assertThat(((KeysRejected) rejected).line()).isEqualTo(4));
    }

    @Test
    void aKeyInThePlaceOfItsHashIsNotRepeated() {
        String key = "obx_" + "A".repeat(40);

        assertThatThrownBy(() -> read("- name: a\n  sha256: " + key + "\n"))
                .hasMessageStartingWith("sha256 is the SHA-256 of the key in 64 hexadecimal digits")
                .hasMessageNotContaining(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "team-%s", "%s.old", "%s and more words than a name may hold"})
    void aNameThatHoldsAKeyIsRefusedAndNotRepeated(String name) {
        String key = KeyText.random();

        assertThatThrownBy(() -> read(
                        "- {name: a, sha256: %s}\n- {name: %s, sha256: %s}\n".formatted(A, name.formatted(key), B)))
                .isInstanceOf(KeysRejected.class)
                .hasMessage("name holds a key, and names stand in logs; choose another name")
                .satisfies(
                        rejected -> assertThat(((KeysRejected) rejected).line()).isEqualTo(2));
    }

    @Test
    void aNameOrAHashIsThereOnce() {
        assertThatThrownBy(() -> read("- {name: a, sha256: %s}\n- {name: a, sha256: %s}\n".formatted(A, B)))
                .hasMessage("the name a is that of the key in line 1 too");
        assertThatThrownBy(() -> read("- {name: a, sha256: %s}\n- {name: b, sha256: %s}\n".formatted(A, A)))
                .hasMessage("the key b has the hash of the key in line 1 too");
    }

    @Test
    void whatIsMissingOrNoListIsRejected() {
        assertThatThrownBy(() -> read("- sha256: " + A)).hasMessage("the key has no name");
        assertThatThrownBy(() -> read("- name: a")).hasMessage("the key has no sha256");
        assertThatThrownBy(() -> read("- {name: admin-key, sha256: " + A + "}")).hasMessageStartingWith("name is");
        assertThatThrownBy(() -> read("name: a")).hasMessage("the file must be a list");
        assertThatThrownBy(() -> read("- name: [")).hasMessageStartingWith("it is not valid YAML");
    }

    @Test
    void whatYamlCanDoBesidesIsReadOrRejectedPlainly() throws Exception {
        assertThat(read("- {name: 1, sha256: &hash %s}\n- {name: b, budget: &b {day: 1}, sha256: %s}\n"
                        .formatted(A, B)))
                .extracting(Key::name)
                .containsExactly("1", "b");
        String common = "- &a {name: a, sha256: " + A + "}\n";
        assertThatThrownBy(() -> read(common + "- {<<: *a, name: b}\n"))
                .hasMessageStartingWith("a key has no field '<<'");
        assertThatThrownBy(() -> read(common + "- *a\n")).hasMessage("the name a is that of the key in line 1 too");
        assertThatThrownBy(() -> read("&a\n- *a\n")).isInstanceOf(KeysRejected.class);
        assertThatThrownBy(() -> read(common + "---\n" + common)).hasMessageStartingWith("it is not valid YAML");
        assertThatThrownBy(() -> read("- name: a\n\tsha256: " + A + "\n"))
                .hasMessageStartingWith("it is not valid YAML");
        assertThatThrownBy(() -> read("- {name: a, sha256: " + A + ", admin: }\n"))
                .hasMessage("admin is true or false");
        assertThatThrownBy(() -> read("- {? [a] : b}\n")).isInstanceOf(KeysRejected.class);
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(KeysRejected.class);
    }
}
