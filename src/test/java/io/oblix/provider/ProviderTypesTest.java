package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.Price;
import io.oblix.settings.SettingsSource;
import io.oblix.settings.StartFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTypesTest {

    private final ProviderTypes types = ProviderTypes.load();

    private static OblixSettings settings(Map<String, String> environment, Map<String, String> flags)
            throws StartFailure {
        return OblixSettings.of(SettingsSource.read(Path.of("no-such-folder"), environment, flags));
    }

    private Providers providers(Map<String, String> flags) throws StartFailure {
        return types.providers(settings(Map.of(), flags));
    }

    private static Provider get(Providers providers, String name) {
        return Objects.requireNonNull(providers.get(name), name);
    }

    private static ProviderSettings of(String name, Map<String, String> environment, Map<String, String> flags)
            throws StartFailure {
        OblixSettings settings = settings(environment, flags);
        return ProviderSettings.of(name, settings.reader(), settings.cloudModel());
    }

    @Test
    void withoutSettingsThereAreThreeProviders() throws Exception {
        assertThat(providers(Map.of()).byName().values())
                .extracting(Provider::name, Provider::side, Provider::baseUrls)
                .containsExactly(
                        tuple("claude", Side.CLOUD, List.of("https://api.anthropic.com")),
                        tuple("ollama", Side.LOCAL, List.of("http://localhost:11434")),
                        tuple("openai", Side.CLOUD, List.of("https://api.openai.com/v1")));
    }

    @Test
    void theWindowOfAnotherServerUnderOpenAisNameCanBeSet() throws Exception {
        Map<String, String> flags =
                Map.of("oblix.openai.base-url", "http://127.0.0.1:1/v1", "oblix.openai.context", "8192");

        assertThat(get(providers(flags), "openai").state("qwen").contextTokens())
                .isEqualTo(8192);
        assertThat(get(providers(flags), "openai").knowsWindow("qwen")).isTrue();
        assertThat(get(providers(Map.of()), "openai").knowsWindow("qwen")).isFalse();
    }

    /** Programs differ in how much of the path belongs to the address. */
    @ParameterizedTest
    @CsvSource({
        "claude, https://api.anthropic.com/v1, https://api.anthropic.com",
        "claude, https://api.anthropic.com/v1/, https://api.anthropic.com",
        "claude, https://api.anthropic.com/v1/messages, https://api.anthropic.com",
        "claude, https://a.example/x/v1/messages?tenant=7, https://a.example/x",
        "claude, https://a.example/v1/v1/messages, https://a.example",
        "claude, https://a.example/v1beta, https://a.example/v1beta",
        "openai, https://api.openai.com/v1/chat/completions/, https://api.openai.com/v1",
        "openai, https://a.example/v1/v1, https://a.example/v1",
        "openai, https://a.example/v1/v1/chat/completions?a=b, https://a.example/v1",
        "openai, https://a.example/v1/chat/completions/chat/completions, https://a.example/v1",
        "openai, https://a.example/v1/responses, https://a.example/v1",
        "openai, https://a.example/v1/embeddings, https://a.example/v1",
        "openai, https://a.services.ai.azure.com/models, https://a.services.ai.azure.com/models",
        "openai, https://a.example/x/chat/completions, https://a.example/x",
        "openai, https://a.example/v1/beta, https://a.example/v1/beta",
    })
    void thePathOfACallIsNoPartOfTheAddress(String name, String written, String baseUrl) throws Exception {
        assertThat(get(providers(Map.of("oblix." + name + ".base-url", written)), name)
                        .baseUrls())
                .containsExactly(baseUrl);
    }

    @Test
    void theKeyOfTheCloudModelWinsForItsProviderOnly() throws Exception {
        Map<String, String> environment =
                Map.of("OPENAI_API_KEY", "from-openai", "ANTHROPIC_API_KEY", "from-anthropic");
        Map<String, String> flags =
                Map.of("oblix.cloud-model", "claude:claude-sonnet-4-5", "oblix.cloud-api-key", "from-flag");

        Endpoint openai = of("openai", environment, flags).ownEndpoint("OPENAI", url -> true);
        Endpoint claude = of("claude", environment, flags).ownEndpoint("ANTHROPIC", url -> true);

        assertThat(openai.apiKey()).isEqualTo("from-openai");
        assertThat(claude.apiKey()).isEqualTo("from-flag");
        assertThat(openai + "" + claude + of("claude", environment, flags)).doesNotContain("from-");
    }

    @Test
    void aFurtherProviderTakesSettingsOnly() throws Exception {
        Map<String, String> flags = Map.of(
                "oblix.provider.groq.base-url", "https://groq.example/v1/",
                "oblix.provider.studio.base-url", "http://127.0.0.1:1234/v1",
                "oblix.provider.studio.side", "local",
                "oblix.provider.studio.context", "8192",
                "oblix.local-model", "studio:qwen",
                "oblix.cloud-model", "groq:llama-3.3-70b");
        Providers providers = providers(flags);

        assertThat(providers.byName()).containsOnlyKeys("claude", "groq", "ollama", "openai", "studio");
        assertThat(get(providers, "studio"))
                .returns(Side.LOCAL, Provider::side)
                .returns(8_192, provider -> provider.state("qwen").contextTokens())
                .returns(true, provider -> provider.knowsWindow("qwen"));
        assertThat(get(providers, "groq").knowsWindow("llama-3.3-70b")).isFalse();
        assertThat(of("groq", Map.of("OBLIX_PROVIDER_GROQ_API_KEY", "key"), flags)
                        .namedEndpoint(null))
                .isEqualTo(new Endpoint(
                        "groq", Side.CLOUD, "https://groq.example/v1", "key", false, "oblix.provider.groq.api-key"));
    }

    @ParameterizedTest
    @CsvSource({
        "lmstudio, http://localhost:1234/v1",
        "llamacpp, http://localhost:8080/v1",
        "vllm, http://localhost:8000/v1",
        "docker, http://localhost:12434/engines/v1"
    })
    void aPresetNeedsNoBaseUrl(String name, String url) throws Exception {
        Providers byModel = providers(Map.of("oblix.local-model", name + ":qwen3-4b"));
        Providers bySetting = providers(Map.of("oblix.provider." + name + ".api-key", "key"));
        Providers elsewhere = providers(Map.of("oblix.provider." + name + ".base-url", "http://box:1/v1"));

        assertThat(get(byModel, name)).returns(Side.LOCAL, Provider::side);
        assertThat(get(byModel, name).baseUrls()).containsExactly(url);
        assertThat(get(bySetting, name).baseUrls()).containsExactly(url);
        assertThat(get(elsewhere, name).baseUrls()).containsExactly("http://box:1/v1");
        assertThat(get(elsewhere, name).side()).isEqualTo(Side.LOCAL);
    }

    @Test
    void aPresetThatIsNotConfiguredIsNoProvider() throws Exception {
        Providers providers = providers(Map.of("oblix.local-model", "lmstudio:qwen3-4b"));

        assertThat(providers.resolve("vllm:any")).isNull();
        assertThat(providers.resolve("lmstudio:any")).isEqualTo(new ModelName("lmstudio", "any"));
    }

    @Test
    void anthropicIsUnderstoodAsClaude() throws Exception {
        OblixSettings settings = settings(
                Map.of(),
                Map.of(
                        "oblix.cloud-model",
                        "anthropic:claude-sonnet-4-5",
                        "oblix.prices",
                        "anthropic:claude-sonnet-4-5 1 2"));
        Providers providers = types.providers(settings);

        assertThat(providers.cloudModel()).hasToString("claude:claude-sonnet-4-5");
        assertThat(providers.resolve("anthropic:claude-opus-4-1")).hasToString("claude:claude-opus-4-1");
        assertThat(types.prices(settings)).first().isEqualTo(Price.of("claude:claude-sonnet-4-5", 1, 2, 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        https://my.openai.azure.com/openai/deployments/d?api-version=2024-10-21 | https://my.openai.azure.com/openai/deployments/d | ?api-version=2024-10-21
        http://box:1/v1/?key=a%20b&x | http://box:1/v1 | ?key=a%20b&x
        http://box:1/v1?             | http://box:1/v1 | -
        http://box:1/v1/chat/completions | http://box:1/v1 | -
        http://box:1/v1/chat/completions/?a=b | http://box:1/v1 | ?a=b
        """)
    void anAddressMayHaveAQueryWhichIsNeverShown(String written, String base, @Nullable String query) throws Exception {
        for (Endpoint endpoint : List.of(
                of("openai", Map.of("OPENAI_BASE_URL", written), Map.of()).ownEndpoint("OPENAI", url -> false),
                of("box", Map.of(), Map.of("oblix.provider.box.base-url", written))
                        .namedEndpoint(null))) {
            assertThat(endpoint.baseUrl()).isEqualTo(base);
            assertThat(endpoint.query()).isEqualTo(query == null ? "" : query);
            assertThat(endpoint.toString()).endsWith(base);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://b?key=s3cret#part", "http://b?s3cret key", "http://b?%s3cret", "http://me@b?s3cret"})
    void aQueryThatCannotBeUsedIsNotShown(String written) {
        assertThatThrownBy(() -> providers(Map.of("oblix.provider.box.base-url", written)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("not shown: it may hold a secret")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("s3cret"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        oblix.local-model      | lama:x        | there is no provider lama; there are claude, docker, echo, llamacpp, lmstudio, ollama, openai, vllm, and more by oblix.provider.NAME.base-url
        oblix.local-model      | openai:gpt-4o | openai is a cloud provider; are --local-model and --cloud-model swapped?
        oblix.local-model      | anthropic:x   | claude is a cloud provider; are --local-model and --cloud-model swapped?
        oblix.cloud-model      | ollama:x      | ollama is a local provider
        oblix.cloud-model      | vllm:x        | vllm is a local provider
        oblix.openai.base-url  | ftp://x       | oblix.openai.base-url=ftp://x is not valid
        oblix.openai.api-key   | a key         | oblix.openai.api-key holds a space or a character that no key has
        oblix.provider.auto.base-url | http://x | oblix.provider.auto: the name auto is taken; choose another
        oblix.provider.claude.base-url | http://x | oblix.provider.claude: the name claude is taken; choose another
        oblix.provider.anthropic.side | cloud  | oblix.provider.anthropic: the name anthropic is taken; choose another
        oblix.provider.groq.api-key | key      | oblix.provider.groq needs a base-url
        oblix.provider.vllm.uri | direct:x     | oblix.provider.vllm.uri: vllm is reached by a base URL; choose another name for the Camel endpoint
        oblix.provider.vllm.side | here        | oblix.provider.vllm.side=here is not valid: local or cloud
        oblix.claude.forced-tools | never      | oblix.claude.forced-tools=never is not valid: ask or refuse
        oblix.claude.cache-prompts | yes       | oblix.claude.cache-prompts=yes is not valid: auto or on or off
        """)
    void aMistakeIsReportedInOneLine(String name, String value, String line) {
        assertThatThrownBy(() -> providers(Map.of(name, value)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(line)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"))
                .satisfies(failure ->
                        assertThat(((StartFailure) failure).exitStatus()).isEqualTo(StartFailure.WRONG_SETTINGS));
    }
}
