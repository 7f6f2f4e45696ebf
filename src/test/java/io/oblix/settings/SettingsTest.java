package io.oblix.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.oblix.OblixApplication;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.fixture.TestServer;
import io.oblix.provider.ProviderTypes;
import io.oblix.provider.Providers;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    void theReferenceFileGivesTheDefaults() throws Exception {
        OblixSettings settings = read(Map.of(), Map.of());

        assertThat(settings.localModel()).isNull();
        assertThat(settings.server().host()).isEqualTo("0.0.0.0");
        assertThat(settings.server().port()).isEqualTo(62549);
        assertThat(settings.server().maxBodyBytes()).isEqualTo(32L << 20);
        assertThat(settings.machine().cpuPercent()).isEqualTo(80);
        assertThat(settings.timeouts().get(Side.LOCAL))
                .extracting(Timeouts::firstToken)
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.retry().maxAttempts()).isEqualTo(2);
        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.server().answers()).isEqualTo(new AnswerSettings(false, false));
    }

    @Test
    void flagsWinOverTheEnvironmentWhichWinsOverTheFile() throws Exception {
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
        oblix.cors.allowed-origins | example   | oblix.cors.allowed-origins=example is not valid
        oblix.anthropic.key    | x             | oblix.anthropic.key on the command line is no setting of oblix-camel
        oblix.provider.x.url   | http://x      | oblix.provider.x.url on the command line is no setting of oblix-camel
        oblix.extensions.texts | maybe         | oblix.extensions.texts=maybe is not valid: true or false
        oblix.extensions.timeout | 0s          | oblix.extensions.timeout=0s is not valid: a duration such as 200ms, 5s, 3m or 1h, from 10ms to 1h
        oblix.answer.reasoning-field | none   | oblix.answer.reasoning-field=none is not valid: reasoning_content or both
        oblix.answer.model     | full          | oblix.answer.model=full is not valid: name or qualified
        oblix.rescue           | sometimes     | oblix.rescue=sometimes is not valid: continue or identical or off
        """)
    void aMistakeIsReportedInOneLine(String name, String value, String line) {
        assertThatThrownBy(() -> read(Map.of(), Map.of(name, value)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(line)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"))
                .satisfies(failure ->
                        assertThat(((StartFailure) failure).exitStatus()).isEqualTo(2));
    }

    @Test
    void anUnknownVariableGivesAWarning() throws Exception {
        assertThat(read(Map.of("OBLIX_PROT", "1"), Map.of()).warnings())
                .singleElement()
                .asString()
                .contains("OBLIX_PROT")
                .contains("OBLIX_PORT");
    }

    /** As Kubernetes sets them in each pod beside a service named oblix, and docker --link. */
    @Test
    void variablesOfServicesAreIgnoredWithOneWarning() throws Exception {
        OblixSettings settings = read(
                Map.of(
                        "OBLIX_PORT", "tcp://10.96.12.7:62549",
                        "OBLIX_SERVICE_HOST", "10.96.12.7",
                        "OBLIX_SERVICE_PORT", "62549",
                        "OBLIX_SERVICE_PORT_HTTP", "62549",
                        "OBLIX_PORT_62549_TCP", "tcp://10.96.12.7:62549",
                        "OBLIX_PORT_62549_TCP_PROTO", "tcp",
                        "OBLIX_PORT_62549_TCP_PORT", "62549",
                        "OBLIX_PORT_62549_TCP_ADDR", "10.96.12.7",
                        "OBLIX_NAME", "/web/oblix",
                        "OBLIX_ENV_JAVA_HOME", "/opt/java"),
                Map.of());

        assertThat(settings.server().port()).isEqualTo(62549);
        assertThat(settings.warnings())
                .singleElement()
                .asString()
                .contains("OBLIX_PORT, OBLIX_PORT_62549_TCP,", "OBLIX_SERVICE_HOST", "OBLIX_NAME", "are ignored")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "OBLIX_PORT, udp://10.0.0.1:53",
        "OBLIX_PORT, sctp://10.0.0.1:53",
        "OBLIX_CAMEL_PORT, tcp://10.0.0.1:62549",
        "OBLIX_CAMEL_SERVICE_HOST, 10.0.0.1",
        "OBLIX_CAMEL_SERVICE_PORT_METRICS, 9090",
        "OBLIX_PROVIDER_GROQ_PORT, tcp://10.0.0.1:80",
        "OBLIX_OLLAMA_PORT_11434_TCP_ADDR, fd00::7",
    })
    void aServiceOfAnotherNameBeginningWithOblixIsNoSetting(String variable, String value) throws Exception {
        assertThat(read(Map.of(variable, value), Map.of()).warnings())
                .singleElement()
                .asString()
                .contains(variable + " describes a service");
    }

    @Test
    void aPortThatIsNoneStillStopsTheStart() {
        assertThatThrownBy(() -> read(Map.of("OBLIX_PORT", "http://10.0.0.1"), Map.of()))
                .hasMessageContaining("oblix.port=http://10.0.0.1 is not valid");
    }

    @Test
    void aVariableMeansTheProviderThatTheFileOrAFlagNames() throws Exception {
        Map<String, String> variables = Map.of(
                "OBLIX_PROVIDER_MY_LLM_API_KEY", "key",
                "OBLIX_PROVIDER_MY_LLM_BASE_URL", "http://box:1/v1");

        assertThat(read(variables, Map.of()).reader().providerNames()).containsExactly("my-llm");
        SettingsReader flag =
                read(variables, Map.of("oblix.provider.my_llm.side", "local")).reader();
        assertThat(flag.providerNames()).containsExactly("my_llm");
        assertThat(flag.text("oblix.provider.my_llm.api-key")).isEqualTo("key");
        assertThatThrownBy(() -> read(
                        variables,
                        Map.of("oblix.provider.my_llm.side", "local", "oblix.provider.my-llm.side", "local")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("OBLIX_PROVIDER_MY_LLM_API_KEY may mean any of the providers my-llm, my_llm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_llm", "my-llm"})
    void aProviderFromTheEnvironmentIsFoundBySpellingsWithEitherSign(String name) throws Exception {
        OblixSettings settings = read(
                Map.of("OBLIX_PROVIDER_MY_LLM_BASE_URL", "http://127.0.0.1:9/v1"),
                Map.of("oblix.cloud-model", name + ":qwen"));
        Providers providers = ProviderTypes.load().providers(settings);

        assertThat(providers.cloudModel()).isEqualTo(new ModelName("my-llm", "qwen"));
        assertThat(providers.resolve("my_llm:other")).isEqualTo(new ModelName("my-llm", "other"));
        assertThat(providers.resolve("my-llm:other")).isEqualTo(new ModelName("my-llm", "other"));
    }

    @Test
    void twoProvidersMayDifferInNothingButTheSign() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"),
                "oblix.provider.a_b.base-url=http://127.0.0.1:9/v1\noblix.provider.a-b.base-url=http://127.0.0.1:9/v1\n");
        Providers providers = ProviderTypes.load().providers(read(Map.of(), Map.of()));

        assertThat(providers.resolve("a_b:x")).isEqualTo(new ModelName("a_b", "x"));
        assertThat(providers.resolve("a-b:x")).isEqualTo(new ModelName("a-b", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aByteOrderMarkIsNoPartOfTheFile(String charset) throws Exception {
        Files.write(
                folder.resolve("application.properties"),
                "\ufeffoblix.port=1001\noblix.host=127.0.0.1\n".getBytes(Charset.forName(charset)));

        OblixSettings settings = read(Map.of(), Map.of());
        assertThat(settings.server().port()).isEqualTo(1001);
        assertThat(settings.server().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void aFileInALegacyEncodingIsReported() throws Exception {
        Files.write(folder.resolve("application.properties"), new byte[] {'#', (byte) 0xfc, '\n'});

        assertThatThrownBy(() -> read(Map.of(), Map.of()))
                .isInstanceOf(StartFailure.class)
                .hasMessage("application.properties cannot be read: it is not written in UTF-8");
    }

    /** A key that was read from a file: {@code OPENAI_API_KEY=$(cat key.txt)}. */
    @ParameterizedTest
    @ValueSource(strings = {"\ufeffkey", "key\r", " \ufeff key \n", "\ufeff\ufeffkey\ufeff", "\u00a0key\u200b"})
    void whatIsInvisibleAroundAValueIsNoPartOfIt(String value) throws Exception {
        assertThat(openAiKey(Map.of("OPENAI_API_KEY", value), Map.of())).isEqualTo("key");
        assertThat(openAiKey(Map.of("OBLIX_OPENAI_API_KEY", value), Map.of())).isEqualTo("key");
        assertThat(openAiKey(Map.of(), Map.of("oblix.openai.api-key", value))).isEqualTo("key");
        Files.writeString(folder.resolve("application.properties"), "oblix.openai.api-key=" + value + "\n");
        assertThat(openAiKey(Map.of(), Map.of())).isEqualTo("key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1002\"", "'1002'", " \"1002\" "})
    void quotesAroundAVariableAreNoPartOfIt(String value) throws Exception {
        assertThat(read(Map.of("OBLIX_PORT", value), Map.of()).server().port()).isEqualTo(1002);
        assertThat(openAiKey(Map.of("OPENAI_API_KEY", value), Map.of())).isEqualTo("1002");
    }

    @Test
    void aCommonVariableWinsOverTheFileAloneAndAnEmptyOneDoesNotCount() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "oblix.openai.api-key=file\n");
        Map<String, String> common = Map.of("OPENAI_API_KEY", "common");
        Map<String, String> own = Map.of("OPENAI_API_KEY", "common", "OBLIX_OPENAI_API_KEY", "own");

        assertThat(openAiKey(common, Map.of())).isEqualTo("common");
        assertThat(openAiKey(own, Map.of())).isEqualTo("own");
        assertThat(openAiKey(common, Map.of("oblix.openai.api-key", "flag"))).isEqualTo("flag");
        assertThat(openAiKey(Map.of("OPENAI_API_KEY", " "), Map.of())).isEqualTo("file");
    }

    private @Nullable String openAiKey(Map<String, String> environment, Map<String, String> flags) throws StartFailure {
        return read(environment, flags).reader().text("oblix.openai.api-key", "OPENAI_API_KEY");
    }

    @Test
    void anthropicIsUnderstoodInTheNamesOfClaudesSettings() throws Exception {
        SettingsReader fromFlag =
                read(Map.of(), Map.of("oblix.anthropic.api-key", "flag")).reader();
        SettingsReader fromEnvironment =
                read(Map.of("OBLIX_ANTHROPIC_FORCED_TOOLS", "refuse"), Map.of()).reader();

        assertThat(fromFlag.text("oblix.claude.api-key")).isEqualTo("flag");
        assertThat(fromEnvironment.text("oblix.claude.forced-tools")).isEqualTo("refuse");
        assertThatThrownBy(
                        () -> read(Map.of(), Map.of("oblix.anthropic.api-key", "one", "oblix.claude.api-key", "other")))
                .hasMessage(
                        "oblix.claude.api-key on the command line has two values, one of them under oblix.anthropic:"
                                + " keep one");
    }

    @Test
    void settingsOfCamelKeepTheirSpelling() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"),
                "camel.component.kafka.brokers=box:9092\nquarkus.http.port=1\npolicy.auto.cloud-share=0.5\n");

        OblixSettings settings = read(Map.of("POLICY_OWN_SHARE", "1"), Map.of("camel.main.jmxEnabled", "true"));

        assertThat(settings.camelProperties())
                .containsOnly(
                        entry("camel.component.kafka.brokers", "box:9092"), entry("camel.main.jmxEnabled", "true"));
        assertThat(settings.policies().value("policy.auto.cloud-share")).isEqualTo("0.5");
        assertThat(settings.policies().value("policy.own.share")).isEqualTo("1");
    }

    @Test
    void aServerWithoutAModelDoesNotStart() {
        assertThatThrownBy(() -> OblixApplication.start(read(Map.of(), Map.of())))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("--local-model")
                .satisfies(failure ->
                        assertThat(((StartFailure) failure).exitStatus()).isEqualTo(2));
    }

    @Test
    void aPortInUseIsReportedInOneLine() throws Exception {
        try (TestServer server = new TestServer()) {
            assertThatThrownBy(() -> new TestServer(Map.of("oblix.port", Integer.toString(server.port()))))
                    .cause()
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
    void aMalformedPriceIsQuoted(String price) {
        assertThatThrownBy(() -> read(Map.of("OBLIX_PRICES", price), Map.of()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("oblix.prices")
                .hasMessageContaining(price);
    }
}
