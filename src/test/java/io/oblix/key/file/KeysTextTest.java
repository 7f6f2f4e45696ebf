package io.oblix.key.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.key.Key;
import io.oblix.key.KeyText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTextTest {

    private static final String A = "ab".repeat(32);
    private static final String B = "cd".repeat(32);
    private static final String C = "ef".repeat(32);
    private static final Instant UNTIL = Instant.parse("2026-12-01T10:00:00Z");

    private static final String FILE = """
            # Keys of the teams \uD83D\uDD11

              # The first
              - name: team-a   # ours
                sha256: "%s"   # since May
                models:
                  - "ollama:*"
                  # no cloud
              # The second
              - {name: team-b, sha256: %s}

            # The end
            """.formatted(A, B);

    private static String with(String text) throws KeysRejected {
        return new KeysText(text).with(KeysText.entry("new", "key"));
    }

    @Test
    void anEntryIsAddedBehindAllOthersAndTheirComments() throws Exception {
        String edited = with(FILE);

        assertThat(edited).isEqualTo(FILE + "  - name: new\n    sha256: " + KeyText.sha256("key") + "\n");
        assertThat(KeysFile.read(edited, KnownNames.ANY)).hasSize(3);
    }

    @Test
    void theFirstEntryNeedsNoFileAndReplacesAnEmptyList() throws Exception {
        String entry = "- name: new\n  sha256: " + KeyText.sha256("key") + "\n";

        assertThat(with("")).isEqualTo(entry);
        assertThat(with("# none yet")).isEqualTo("# none yet\n" + entry);
        assertThat(with("# none yet\n[]\n")).isEqualTo("# none yet\n" + entry);
    }

    @Test
    void anEntryIsRemovedAndNothingElse() throws Exception {
        String withoutA = new KeysText(FILE).without("team-a");
        assertThat(withoutA).isEqualTo("""
                # Keys of the teams \uD83D\uDD11

                  # The first
                      # no cloud
                  # The second
                  - {name: team-b, sha256: %s}

                # The end
                """.formatted(B));
        assertThat(KeysFile.read(withoutA, KnownNames.ANY)).hasSize(1);

        String empty = new KeysText(withoutA).without("team-b");
        assertThat(empty).contains("# The second", "# The end").doesNotContain("team-b");
        assertThat(KeysFile.read(empty, KnownNames.ANY)).isEmpty();
        assertThatThrownBy(() -> new KeysText(FILE).without("team-c")).hasMessage("there is no key team-c");
    }

    @Test
    void aRotationKeepsTheFormerHashForAWhile() throws Exception {
        String once = new KeysText(FILE).rotated("team-a", C, UNTIL);
        assertThat(once)
                .isEqualTo(FILE.replace(
                        "\"" + A + "\"", C + "\n    previous: {sha256: " + A + ", until: \"2026-12-01T10:00:00Z\"}"));
        assertThat(KeysFile.read(once, KnownNames.ANY).get(0).hashes()).hasSize(2);

        String twice = new KeysText(once).rotated("team-a", "12".repeat(32), UNTIL);
        assertThat(twice)
                .contains("sha256: " + "12".repeat(32), "previous: {sha256: " + C)
                .doesNotContain(A);

        String inBraces = new KeysText(FILE).rotated("team-b", C, UNTIL);
        assertThat(inBraces).contains("- {name: team-b, sha256: " + C + ", previous: {sha256: " + B + ", until:");
        assertThat(KeysFile.read(inBraces, KnownNames.ANY).get(1).hashes()).hasSize(2);
    }

    @Test
    void aPreviousHashMayStandBeforeTheNewOne() throws Exception {
        String file = "- name: a\n  previous: {sha256: " + A + ", until: 2026-01-01}\n  sha256: " + B + "\n";

        String rotated = new KeysText(file).rotated("a", C, UNTIL);

        assertThat(KeysFile.read(rotated, KnownNames.ANY).get(0).hashes())
                .isEqualTo(List.of(new Key.Hash(C, null), new Key.Hash(B, UNTIL)));
    }

    @Test
    void aListWithinBracketsIsNotEdited() {
        assertThatThrownBy(() -> new KeysText("[{name: a, sha256: " + A + "}]"))
                .hasMessageStartingWith("the list is written within brackets");
    }

    /** Around the entry of team-a in many forms, which stands between two in one line. */
    private static final String FORMS = """
            - name: team-a
              sha256: >-
                %1$s

            # - a comment
            ~
            - name: team-a
              sha256: >-   # folded
                %1$s
            ~
            - sha256: |-
                %1$s
              name: team-a
              privacy: >-
                local-only
            ~
            - name: >-
                team-a
              sha256: "\\
                %1$s"
            ~
            -
              name: team-a
              sha256: %1$s
            ~
            - # team - a

              # - of ours
              name: team-a   # - the first
              sha256: '%1$s'   # - of May
            ~
            -
              {name: team-a, sha256: %1$s}
            ~
            - &team !!map
              name: team-a
              sha256: %1$s
            ~
            - "sha256": %1$s
              "name": team-a
              models: ["a:-", 'b:*'
                ]
            ~
            - sha256: %1$s
              previous:
                sha256: >-
                  %2$s
                until: >-
                  2026-11-01
              name: team-a
            """.formatted(A, "34".repeat(32));

    static Stream<String> forms() {
        return Stream.of(FORMS.split("~\n")).flatMap(form -> {
            String first = "- {name: one-a, sha256: " + B + "}\n";
            String last = "- {name: team-b, sha256: " + C + "}\n- {name: team-c, sha256: " + "12".repeat(32) + "}\n";
            return Stream.of(first + form + last, form, (first + form).strip(), (form + last).replace("\n", "\r\n"));
        });
    }

    @ParameterizedTest
    @MethodSource("forms")
    void anEntryInAnyFormIsRotatedAndRemovedAndNoOther(String text) throws Exception {
        List<Key> keys = KeysFile.read(text, KnownNames.ANY);
        List<String> others = new ArrayList<>(keys.stream().map(Key::name).toList());
        others.remove("team-a");
        String fresh = "56".repeat(32);

        List<Key> rotated = KeysFile.read(new KeysText(text).rotated("team-a", fresh, UNTIL), KnownNames.ANY);
        String left = new KeysText(text).without("team-a");

        assertThat(rotated).hasSameSizeAs(keys);
        assertThat(rotated)
                .filteredOn(key -> key.name().equals("team-a"))
                .singleElement()
                .extracting(Key::hashes)
                .isEqualTo(List.of(new Key.Hash(fresh, null), new Key.Hash(A, UNTIL)));
        assertThat(KeysFile.read(left, KnownNames.ANY)).extracting(Key::name).isEqualTo(others);
        if (text.contains("# - a comment")) {
            assertThat(left).contains("# - a comment");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- {name: one-a, sha256: B, models: &m ['a:*']}\n- name: team-a\n  sha256: A\n  models: *m\n",
                "- name: team-a\n  sha256: A\n  models: &m ['a:*']\n- {name: one-a, sha256: B, models: *m}\n"
            })
    void aFormThatCannotBeEditedIsRefusedWithItsLine(String form) {
        String text = form.replace(": A", ": " + A).replace(": B", ": " + B);

        assertThatThrownBy(() -> new KeysText(text).without("team-a"))
                .isInstanceOf(KeysRejected.class)
                .hasMessageStartingWith("this key is written in a form that commands cannot edit")
                .satisfies(rejected -> assertThat(((KeysRejected) rejected).line())
                        .isEqualTo(text.startsWith("- name: team-a") ? 1 : 2));
    }
}
