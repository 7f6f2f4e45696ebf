package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientFamilyTest {

    @ParameterizedTest
    @CsvSource({
        "claude-cli, claude-code",
        "codex_exec, codex",
        "codex_cli_rs, codex",
        "opencode, opencode",
        "QwenCode, qwen-code",
        "ai-sdk/openai-compatible, ai-sdk",
        "ai, ai-sdk",
        "ls/JS, continue",
        "OpenAI/Python, openai-python",
        "AsyncOpenAI/Python, openai-python",
        "OpenAI/JS, openai-js",
        "HomeAssistant, home-assistant",
        "GitHubCopilotChat, copilot",
        "Zed, zed",
        "Open WebUI, open-webui",
        "Python, other",
        "aiohttp, other",
        "'', other"
    })
    void aProgramIsKnownByTheNameThatItGivesItself(String program, String family) {
        assertThat(ClientFamily.of(program)).isEqualTo(family);
    }
}
