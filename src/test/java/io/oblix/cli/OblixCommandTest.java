package io.oblix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.settings.StartFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line accepts and how it answers mistakes; no command runs. */
class OblixCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String arguments) {
        String[] words = arguments.split(" ");
        return OblixCommand.commandLine(words)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        server --no-such-flag     | Unknown option: '--no-such-flag'; 'oblix-camel server --help' lists the options.
        nonsense                  | Unmatched argument at index 0: 'nonsense'; 'oblix-camel --help' lists the options.
        route                     | Missing required parameter: '<question>'; 'oblix-camel route --help' lists the options.
        server --port nonsense    | oblix.port=nonsense is not valid:
        server --local-model x    | oblix.local-model=x is not valid: a model is written provider:name
        demo --fail everything    | --fail takes local or cloud, not 'everything'.
        drill --cloud nonsense    | --cloud takes openai or claude, not 'nonsense'.
        drill --dialect nonsense  | --dialect takes one of: chat, messages, responses, completions, ollama-chat
        keys                      | keys needs one of create, list, revoke, rotate; 'oblix-camel keys --help'
        keys rotate a --grace 1   | --grace=1 is not valid: a time such as 90s, 30m, 24h or 7d
        drill --fault nonsense    | --fault takes one of: error 500, once, nothing listens
        """)
    void aMistakeGetsOneLineWithTheRemedy(String arguments, String line) {
        assertThat(execute(arguments)).isEqualTo(StartFailure.WRONG_SETTINGS);

        assertThat(err.toString()).startsWith(line).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "demo", "models", "agents", "policies", "route", "drill", "connect", "keys"})
    void eachCommandHasHelpAndVersionOfItsOwn(String command) {
        assertThat(execute(command + " --help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: oblix-camel " + command)
                .contains("--version")
                .doesNotContain("One endpoint", "Without a command");
    }

    @Test
    void theProgramListsItsCommandsAndSaysWhatItDoesWithoutOne() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .contains("One endpoint for every OpenAI client")
                .contains("server", "demo", "models", "agents", "policies", "route", "drill", "connect", "keys")
                .contains("Without a command: server");
    }

    @Test
    void theVersionNamesTheProgramAndJava() {
        assertThat(execute("drill --version")).isZero();
        assertThat(out.toString()).contains("oblix-camel ", "Java " + Runtime.version());
    }
}
