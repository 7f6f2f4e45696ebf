package io.oblix.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.OblixApplication;
import io.oblix.chat.Side;
import io.oblix.fixture.TestServer;
import io.oblix.provider.claude.ClaudeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    private Path folder;

    private OblixSettings read(Map<String, String> environment, Map<String, String> flags) throws StartFailure {
        return OblixSettings.of(SettingsSource.read(folder, environment, flags));
    }

    @Test
    void theDefaultsAreThoseOfTheReference() throws Exception {
        OblixSettings settings = read(Map.of(), Map.of());

        assertThat(settings.localModel()).isNull();
        assertThat(settings.server().host()).isEqualTo("0.0.0.0");
        assertThat(settings.server().port()).isEqualTo(62549);
        assertThat(settings.server().maxBodyBytes()).isEqualTo(32L << 20);
        assertThat(settings.ollama().baseUrls()).containsExactly("http://localhost:11434");
        assertThat(settings.machine().cpuPercent()).isEqualTo(80);
        assertThat(settings.timeouts().get(Side.LOCAL))
                .extracting(Timeouts::firstToken)
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.retry().maxAttempts()).isEqualTo(2);
        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.claude()).isEqualTo(new ClaudeSettings(false, false, false));
        assertThat(settings.server().answers()).isEqualTo(new AnswerSettings(false, false));
    }

    @Test
    void flagsWinOverTheEnvironmentAndThatOverTheFile() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"),
                "oblix.port=1001\noblix.host=127.0.0.1\noblix.breaker.window=20\noblix.local.timeout.first-token=3m\n");

        OblixSettings settings = read(
                Map.of("OBLIX_PORT", "1002", "OBLIX_HOST", "127.0.0.2", "OBLIX_CLOUD_MODEL", ""),
                Map.of("oblix.port", "1003"));

        assertThat(settings.server().port()).isEqualTo(1003);
        assertThat(settings.server().host()).isEqualTo("127.0.0.2");
        assertThat(settings.breaker().windowCalls()).isEqualTo(20);
        assertThat(settings.timeouts().get(Side.LOCAL))
                .extracting(Timeouts::firstToken)
                .isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.timeouts().get(Side.CLOUD))
                .extracting(Timeouts::firstToken)
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.cloudModel()).isNull();
    }

    @Test
    void theKeyOfTheCloudModelWinsForItsProviderAlone() throws Exception {
        OblixSettings settings = read(
                Map.of("OPENAI_API_KEY", "from-openai", "ANTHROPIC_API_KEY", "from-anthropic"),
                Map.of("oblix.cloud-model", "claude:claude-sonnet-4-5", "oblix.cloud-api-key", "from-flag"));

        assertThat(settings.endpoints())
                .extracting(Endpoint::name, Endpoint::apiKey)
                .containsExactly(Tuple.tuple("openai", "from-openai"), Tuple.tuple("claude", "from-flag"));
        assertThat(settings.toString() + settings.endpoints()).doesNotContain("from-");
    }

    @Test
    void aFurtherProviderIsAMatterOfSettings() throws Exception {
        OblixSettings settings = read(
                Map.of("OBLIX_PROVIDER_GROQ_API_KEY", "key"),
                Map.of(
                        "oblix.provider.groq.base-url", "https://groq.example/v1/",
                        "oblix.provider.studio.base-url", "http://127.0.0.1:1234/v1",
                        "oblix.provider.studio.side", "local",
                        "oblix.local-model", "studio:qwen",
                        "oblix.cloud-model", "groq:llama-3.3-70b"));

        List<Endpoint> further = settings.endpoints().subList(2, 4);
        assertThat(further).extracting(Endpoint::name).containsExactly("groq", "studio");
        assertThat(further).extracting(Endpoint::side).containsExactly(Side.CLOUD, Side.LOCAL);
        assertThat(further.get(0).baseUrl()).isEqualTo("https://groq.example/v1");
        assertThat(further.get(0).apiKey()).isEqualTo("key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        oblix.prot             | 1             | oblix.prot on the command line is no setting of oblix-camel (did you mean oblix.port?)
        oblix.port             | 99999         | oblix.port=99999 is not valid
        oblix.port             | 80.5          | oblix.port=80.5 is not valid
        oblix.port             | http          | oblix.port=http is not valid
        oblix.timeout.idle     | 30            | oblix.timeout.idle=30 is not valid: a duration such as
        oblix.timeout.idle     | 0s            | oblix.timeout.idle=0s is not valid
        oblix.max-body-size    | 9GiB          | oblix.max-body-size=9GiB is not valid
        oblix.breaker.failure-rate | 0         | oblix.breaker.failure-rate=0 is not valid
        oblix.resource.cpu-threshold | 101     | oblix.resource.cpu-threshold=101 is not valid
        oblix.local-model      | llama3        | oblix.local-model=llama3 is not valid: a model is written provider:name
        oblix.local-model      | lama:x        | there is no provider lama
        oblix.local-model      | openai:gpt-4o | openai is a cloud provider; are --local-model and --cloud-model swapped?
        oblix.cloud-model      | ollama:x      | ollama is a local provider
        oblix.openai.base-url  | ftp://x       | oblix.openai.base-url=ftp://x is not valid
        oblix.ollama.base-url  | http://bob:hunter2@box | oblix.ollama.base-url=(not shown: it may hold a password)
        oblix.ollama.base-url  | localhost     | oblix.ollama.base-url=localhost is not valid
        oblix.cors.allowed-origins | example   | oblix.cors.allowed-origins=example is not valid
        oblix.provider.auto.base-url | http://x | the name auto is taken
        oblix.claude.forced-tools | never     | oblix.claude.forced-tools=never is not valid: ask or refuse
        oblix.claude.cache-prompts | yes      | oblix.claude.cache-prompts=yes is not valid: true or false
        oblix.answer.reasoning-field | none   | oblix.answer.reasoning-field=none is not valid: reasoning_content or both
        oblix.answer.model     | full          | oblix.answer.model=full is not valid: name or qualified
        """)
    void aMistakeIsNamedInOneLine(String name, String value, String line) {
        assertThatThrownBy(() -> read(Map.of(), Map.of(name, value)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(line)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"))
                .satisfies(failure ->
                        assertThat(((StartFailure) failure).exitStatus()).isEqualTo(2));
    }

    @Test
    void anUnknownVariableIsWarnedOf() throws Exception {
        assertThat(read(Map.of("OBLIX_PROT", "1"), Map.of()).warnings())
                .singleElement()
                .asString()
                .contains("OBLIX_PROT")
                .contains("OBLIX_PORT");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, http://127.0.0.1:11434",
        "0.0.0.0:8080, http://127.0.0.1:8080",
        "gpu-box, http://gpu-box:11434",
        "gpu-box:9000, http://gpu-box:9000",
        "http://gpu-box, http://gpu-box:80",
        "https://gpu-box, https://gpu-box:443",
        "https://gpu-box/ollama/, https://gpu-box:443/ollama",
        ":9000, http://127.0.0.1:9000",
        "[::1]:9000, http://[::1]:9000",
        "[::], http://[::1]:11434"
    })
    void ollamaHostIsReadAsItsOwnClientReadsIt(String variable, String url) throws Exception {
        assertThat(read(Map.of("OLLAMA_HOST", variable), Map.of()).ollama().baseUrls())
                .containsExactly(url);
    }

    @Test
    void aServerWithoutAnyModelDoesNotStart() {
        assertThatThrownBy(() -> OblixApplication.start(read(Map.of(), Map.of())))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("--local-model")
                .satisfies(failure ->
                        assertThat(((StartFailure) failure).exitStatus()).isEqualTo(2));
    }

    @Test
    void aPortThatIsTakenIsSaidInOneLine() throws Exception {
        try (TestServer server = new TestServer()) {
            assertThatThrownBy(() -> new TestServer(Map.of("oblix.port", Integer.toString(server.port()))))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("Cannot listen on 127.0.0.1:" + server.port())
                    .satisfies(failure ->
                            assertThat(((StartFailure) failure).exitStatus()).isEqualTo(1));
        }
    }

    @Test
    void pricesAreModelsWithTwoOrThreeNumbers() throws Exception {
        OblixSettings settings = read(
                Map.of("OBLIX_PRICES", "openai:gpt-4o-mini 0.15 0.60 0.075, groq:llama-3.3-70b 0.59 0.79"), Map.of());

        assertThat(settings.prices())
                .containsExactly(
                        Price.of("openai:gpt-4o-mini", 0.15, 0.60, 0.075),
                        Price.of("groq:llama-3.3-70b", 0.59, 0.79, 0.59));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o-mini 1 2",
                "openai:gpt-4o-mini",
                "openai:x 1",
                "openai:x 1 -2",
                "openai:x 1 2 3 4",
                "openai:x a b"
            })
    void aPriceThatIsNoneIsNamed(String price) {
        assertThatThrownBy(() -> read(Map.of("OBLIX_PRICES", price), Map.of()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("oblix.prices")
                .hasMessageContaining(price);
    }
}
