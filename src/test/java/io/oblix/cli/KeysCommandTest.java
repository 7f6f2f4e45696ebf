package io.oblix.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.key.KeyText;
import io.oblix.key.Keys;
import io.oblix.key.file.KeysFile;
import io.oblix.key.file.KnownNames;
import io.oblix.problem.KeyProblem;
import io.oblix.settings.StartFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysCommandTest {

    @TempDir
    private Path folder;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    private int keys(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("keys"));
        all.addAll(List.of(arguments));
        if (all.stream().noneMatch(argument -> argument.startsWith("--keys-file="))) {
            all.add("--keys-file=" + file());
        }
        String[] words = all.toArray(String[]::new);
        return OblixCommand.commandLine(words)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    private Path file() {
        return folder.resolve("keys.yaml");
    }

    private String made(String... arguments) {
        assertThat(keys(arguments)).as(err.toString()).isZero();
        return out.toString().strip();
    }

    private Keys read() throws Exception {
        Keys keys = new Keys(null);
        keys.use(KeysFile.read(Files.readString(file()), KnownNames.ANY));
        return keys;
    }

    @Test
    void aKeyThatIsMadeOpensTheDoorAndStandsInNoFile() throws Exception {
        String key = made(
                "create",
                "team-a",
                "--admin",
                "--policies=auto,private",
                "--models=ollama:*,anthropic:claude-haiku*",
                "--requests-per-minute=60",
                "--tokens-per-minute=1000",
                "--concurrent-requests=3",
                "--budget-day=5",
                "--budget-month=50.5",
                "--when-spent=refuse",
                "--local-only",
                "--expires=2099-01-31");

        assertThat(key).matches("obx_[0-9A-Za-z]{40}");
        assertThat(Files.readString(file())).doesNotContain(key).endsWith("\n");
        assertThat(Objects.requireNonNull(read().find(key)).key().policies()).containsExactly("auto", "private");
        assertThat(keys("list")).isZero();
        assertThat(out.toString())
                .isEqualTo(String.format(
                        "%-24s %s%n",
                        "team-a",
                        "expires 2099-01-31T00:00:00Z; admin; policies auto,private;"
                                + " models ollama:*,anthropic:claude-haiku*; 60 requests/minute; 1000 tokens/minute;"
                                + " 3 at a time; $5.00 a day; $50.50 a month; local-only"));
    }

    @Test
    void aRevokedKeyIsNotKnownAnyMore() throws Exception {
        String first = made("create", "a");
        String second = made("create", "b");

        assertThat(keys("revoke", "a")).isZero();

        assertThat(read().find(first)).isNull();
        assertThat(read().find(second)).isNotNull();
    }

    @Test
    void afterARotationBothKeysOpenTheDoorForTheGrace() throws Exception {
        String former = made("create", "a");
        String fresh = made("rotate", "a", "--grace=1h");

        assertThat(fresh).isNotEqualTo(former);
        assertThat(read().find(former)).isNotNull();
        assertThat(read().find(fresh)).isNotNull();
    }

    @Test
    void anotherRotationEndsNoKeyThatStillCountsUnlessItIsToldTo() throws Exception {
        String first = made("create", "a");
        String second = made("rotate", "a");
        String before = Files.readString(file());

        assertThat(keys("rotate", "a")).isEqualTo(StartFailure.WRONG_SETTINGS);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .hasLineCount(1)
                .contains("the key before the last rotation of a goes on until 20", "--grace 0s; nothing was changed");
        assertThat(Files.readString(file())).isEqualTo(before);

        String third = made("rotate", "a", "--grace=0s");
        assertThat(err.toString()).startsWith("No key before it is accepted any more.");
        assertThat(read().find(third)).isNotNull();
        assertThat(read().find(first)).isNull();
        assertThatThrownBy(() -> read().find(second)).isInstanceOf(KeyProblem.class);
        made("rotate", "a");
    }

    @Test
    void theListSaysHowLongAFormerKeyGoesOn() throws Exception {
        made("create", "a");
        made("create", "b");
        made("rotate", "a", "--grace=24h");
        made("rotate", "b", "--grace=0s");

        assertThat(keys("list")).isZero();

        assertThat(out.toString().lines().toList())
                .satisfiesExactly(
                        a -> assertThat(a).matches("a +the key before goes on until 20\\S+Z; policies all; models all"),
                        b -> assertThat(b).matches("b +policies all; models all"));
    }

    @ParameterizedTest
    @CsvSource({
        "--budget-day=-5, budget.day is a number of US dollars from 0 to 1000000000",
        "--budget-month=much, budget.month is a number of US dollars from 0 to 1000000000",
        "--requests-per-minute=0, requests-per-minute is a whole number from 1 to 1000000",
        "--tokens-per-minute=-1, tokens-per-minute is a whole number from 1 to 2000000000",
        "--concurrent-requests=0, concurrent-requests is a whole number from 1 to 1000000",
        "--when-spent=never, when-spent is local or refuse",
        "--policies=fast, there is no policy 'fast'",
        "--models=nobody:x, there is no provider 'nobody'",
        "--expires=tomorrow, 'expires is a date such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z'",
        "--expires=2024-01-31, expires is in the past (2024-01-31T00:00:00Z)",
    })
    void aWrongOptionIsNamedAndNoLineOfAFileThatIsNotThere(String option, String reason) {
        assertThat(keys("create", "a", "--admin", option)).isEqualTo(StartFailure.WRONG_SETTINGS);

        assertThat(err.toString().strip())
                .endsWith(option.substring(0, option.indexOf('=')) + ": " + reason + "; nothing was changed")
                .doesNotContain("keys.yaml");
        assertThat(file()).doesNotExist();
    }

    @Test
    void aWrongNameIsToldAsOne() {
        assertThat(keys("create", "a key")).isEqualTo(StartFailure.WRONG_SETTINGS);

        assertThat(err.toString()).contains("<name>: name is up to 64 letters").doesNotContain("keys.yaml");
    }

    @Test
    void aKeyIsNoNameAndIsNotRepeated() {
        String key = KeyText.random();

        assertThat(keys("create", key)).isEqualTo(StartFailure.WRONG_SETTINGS);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .hasLineCount(1)
                .contains("<name>: name holds a key, and names stand in logs; choose another name; nothing was changed")
                .doesNotContain(key);
        assertThat(file()).doesNotExist();

        for (String command : List.of("revoke", "rotate")) {
            assertThat(keys(command, key)).isEqualTo(StartFailure.WRONG_SETTINGS);
            assertThat(out + "" + err).contains("there is no key obx_...").doesNotContain(key);
        }
    }

    @Test
    void anExpiredKeyIsNotRotated() throws Exception {
        made("create", "a", "--expires=2099-01-31");
        String expired = Files.readString(file()).replace("2099", "2024");
        Files.writeString(file(), expired);

        assertThat(keys("rotate", "a")).isEqualTo(StartFailure.WRONG_SETTINGS);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .hasLineCount(1)
                .contains("the key a expired at 2024-01-31T00:00:00Z", "put a later expires into the file first;");
        assertThat(Files.readString(file())).isEqualTo(expired);
    }

    @Test
    void aMistakeChangesNothingAndGetsOneLine() throws Exception {
        made("create", "a");
        String before = Files.readString(file());

        assertThat(keys("create", "a")).isEqualTo(StartFailure.WRONG_SETTINGS);
        assertThat(err.toString()).hasLineCount(1).contains("the name a is that of the key in line 1 too");
        assertThat(keys("create", "b", "--policies=fast")).isEqualTo(StartFailure.WRONG_SETTINGS);
        assertThat(err.toString()).hasLineCount(1).contains("there is no policy 'fast'");
        assertThat(keys("create", "c", "--budget-day=-1")).isEqualTo(StartFailure.WRONG_SETTINGS);
        assertThat(keys("create", "d", "--expires=2024-01-31")).isEqualTo(StartFailure.WRONG_SETTINGS);
        assertThat(err.toString()).hasLineCount(1).contains("expires is in the past (2024-01-31T00:00:00Z)");
        assertThat(keys("revoke", "stranger")).isEqualTo(StartFailure.WRONG_SETTINGS);
        assertThat(err.toString()).hasLineCount(1).contains("there is no key stranger; nothing was changed");
        assertThat(Files.readString(file())).isEqualTo(before);
    }

    @Test
    void aFileThatCannotBeWrittenGetsOneLineWithTheReason() {
        assertThat(keys("create", "a", "--keys-file=" + folder.resolve("none").resolve("keys.yaml")))
                .isEqualTo(StartFailure.CANNOT_START);
        assertThat(err.toString()).hasLineCount(1).contains("cannot be written (NoSuchFileException)");
    }
}
