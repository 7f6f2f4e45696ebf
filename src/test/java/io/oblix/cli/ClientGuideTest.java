package io.oblix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.dashboard.ClientGuide;
import io.oblix.settings.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code connect} prints, and the page that it comes from. */
class ClientGuideTest {

    private static final ClientGuide GUIDE = ClientGuide.load();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static List<String> clients() {
        return List.copyOf(GUIDE.titles().keySet());
    }

    private int execute(String... arguments) {
        return OblixCommand.commandLine(arguments)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void thePageAndTheJarSayTheSame() throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/io/oblix/dashboard/clients.md")))
                .as("docs/clients.md was changed without the copy in src/main/resources, or the other way round")
                .isEqualTo(Files.readString(Path.of("docs/clients.md")));
    }

    @Test
    void theClientsThatPeopleAskForAreThere() {
        assertThat(clients())
                .contains(
                        "claude-code",
                        "codex",
                        "opencode",
                        "aider",
                        "continue",
                        "cline",
                        "qwen-code",
                        "open-webui",
                        "zed",
                        "copilot",
                        "home-assistant",
                        "openai-python",
                        "openai-javascript",
                        "openai-java",
                        "anthropic-python",
                        "anthropic-javascript",
                        "langchain",
                        "llamaindex",
                        "ai-sdk",
                        "pydantic-ai",
                        "openai-agents",
                        "n8n",
                        "curl");
        assertThat(GUIDE.texts().get("langchain")).contains("stream_usage=True");
        assertThat(GUIDE.texts().get("llamaindex")).contains("is_chat_model=True");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void eachFitsAScreenAndHasTheAddressOfTheSettings(String client) {
        assertThat(execute("connect", client, "--host", "10.1.2.3", "--port", "8123"))
                .isZero();

        assertThat(out.toString())
                .hasLineCount((int) out.toString().lines().count())
                .contains(":8123")
                .doesNotContain("62549", "```", "localhost:");
        assertThat(out.toString().lines().count()).isLessThan(40);
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 125);
    }

    /** Clients of OpenAI's API take a base URL with the version, others one without. */
    @ParameterizedTest
    @CsvSource({
        "claude-code, false",
        "anthropic-python, false",
        "anthropic-javascript, false",
        "anthropic-java, false",
        "ollama-python, false",
        "zed, false",
        "copilot, false",
        "home-assistant, false",
        "codex, true",
        "opencode, true",
        "aider, true",
        "cline, true",
        "qwen-code, true",
        "openai-python, true",
        "openai-javascript, true",
        "openai-java, true",
        "langchain, true",
        "llamaindex, true",
        "ai-sdk, true",
        "pydantic-ai, true",
        "openai-agents, true",
        "n8n, true"
    })
    void theAddressHasAVersionWhereTheClientAddsNone(String client, boolean versioned) {
        String text = GUIDE.show(client, "host:1");

        assertThat(text.contains("http://host:1/v1")).isEqualTo(versioned);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, localhost", "127.0.0.1, 127.0.0.1", "::1, [::1]"})
    void withoutAClientTheyAreListed(String host, String shown) {
        assertThat(execute("connect", "--host", host, "--port", "8123")).isZero();

        assertThat(out.toString()).contains("claude-code", "Open WebUI", "http://" + shown + ":8123/v1");
    }

    @Test
    void anUnknownClientIsOneLineWithTheList() {
        assertThat(execute("connect", "nonsense")).isEqualTo(StartFailure.WRONG_SETTINGS);

        assertThat(err.toString())
                .startsWith("There is no client 'nonsense'")
                .contains("codex")
                .hasLineCount(1);
    }
}
