package io.oblix.key.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.key.Key;
import io.oblix.key.KeyText;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
