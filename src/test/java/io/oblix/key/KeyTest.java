package io.oblix.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTest {

    private static Key key(List<String> policies, List<String> models) {
        return new Key(
                "team-a",
                List.of(new Key.Hash("ab".repeat(32), null)),
                false,
                policies,
                models,
                Limits.NONE,
                Budget.NONE,
                false,
                null);
    }

    @Test
    void withoutListsEverythingMayBeUsed() {
        assertThat(key(List.of(), List.of()).mayUsePolicy("private")).isTrue();
        assertThat(key(List.of(), List.of()).mayUseModel("openai", "gpt-4o")).isTrue();
        assertThat(Key.NONE.mayUseModel("openai", "gpt-4o")).isTrue();
    }

    @Test
    void aListOfPoliciesAllowsNoOther() {
        Key key = key(List.of("auto", "private"), List.of());

        assertThat(key.mayUsePolicy("private")).isTrue();
        assertThat(key.mayUsePolicy("cloud-first")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ollama:*, ollama, llama3.2:1b, true",
        "ollama:*, openai, gpt-4o, false",
        "openai:gpt-4o-mini, openai, gpt-4o-mini, true",
        "openai:gpt-4o-mini, openai, gpt-4o-mini-2024-07-18, false",
        "openai:gpt-4o, openai, gpt-4o-mini, false",
        "ollama:llama3.2, ollama, llama3.2:latest, true",
        "ollama:llama3.2, ollama, llama3.2:1b, false",
        "*:*mini*, openai, gpt-4o-mini-2024, true",
        "openai:a*a, openai, a, false",
        "openai:gpt-4o-mini, openai, GPT-4o-Mini, true",
        "openai:gpt-4o-mini, openai, ' gpt-4o-mini ', true",
        "openai:gpt-4o-mini, openai, GPT-4o, false",
        "vllm:Qwen/*, vllm, qwen/qwen3, true",
        "ollama:llama3.2, ollama, Llama3.2:Latest, true",
    })
    void aListOfModelsAllowsThoseThatAGlobFits(String glob, String provider, String model, boolean fits) {
        assertThat(key(List.of(), List.of(glob)).mayUseModel(provider, model)).isEqualTo(fits);
    }

    @Test
    void itsTextHoldsNoHash() {
        assertThat(key(List.of(), List.of())).hasToString("Key[team-a]");
    }
}
