package io.oblix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyEnvironmentTest {

    private final List<String> warnings = new ArrayList<>();

    private Map<String, String> settings(Map<String, String> environment) {
        return ProxyEnvironment.settings(environment, new Properties(), warnings::add);
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy.example:3128, proxy.example, 3128",
        "proxy.example:3128, proxy.example, 3128",
        "http://proxy.example, proxy.example, 80",
        "http://proxy.example:3128/, proxy.example, 3128",
        "' http://10.0.0.1:3128 ', 10.0.0.1, 3128",
        "http://my_proxy:3128, my_proxy, 3128",
        "http://[fd00::1]:3128, [fd00::1], 3128",
        "HTTP://proxy:3128, proxy, 3128",
    })
    void aProxyIsAHostAndAPort(String proxy, String host, String port) {
        assertThat(settings(Map.of("HTTPS_PROXY", proxy)))
                .containsExactlyInAnyOrderEntriesOf(Map.of("https.proxyHost", host, "https.proxyPort", port));
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://me:secret@proxy:1, me, secret",
        "http://me:p%40ss%2Fword@proxy:1, me, p@ss/word",
        "http://me:p@ss@proxy:1, me, p@ss",
        "http://me:a+b@proxy:1, me, a+b",
        "http://me:100%@proxy:1, me, 100%",
    })
    void aUserAndItsPasswordAreDecoded(String proxy, String user, String password) {
        assertThat(settings(Map.of("http_proxy", proxy)))
                .containsEntry("http.proxyHost", "proxy")
                .containsEntry("http.proxyUser", user)
                .containsEntry("http.proxyPassword", password);
    }

    @Test
    void lowerCaseWinsAndAllProxyStandsInForEither() {
        assertThat(settings(Map.of("HTTPS_PROXY", "upper:1", "https_proxy", "lower:1", "ALL_PROXY", "all:1")))
                .containsEntry("https.proxyHost", "lower")
                .containsEntry("http.proxyHost", "all");
        assertThat(settings(Map.of("HTTPS_PROXY", "upper:1", "https_proxy", " ")))
                .containsEntry("https.proxyHost", "upper")
                .doesNotContainKey("http.proxyHost");
    }

    /** As {@code docker run --env-file} hands them on. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            value = {"\"%s\"", "'%s'", " \"%s\" ", "\" %s \"", "\uFEFF%s"})
    void variablesMayKeepTheirQuotes(String written) {
        Map<String, String> environment = Map.of(
                "HTTPS_PROXY", String.format(written, "http://me:a'b@p:1"),
                "all_proxy", String.format(written, "http://all:2"),
                "NO_PROXY", String.format(written, "openai.com, 10.0.0.0/8"));

        assertThat(settings(environment))
                .containsEntry("https.proxyHost", "p")
                .containsEntry("https.proxyPassword", "a'b")
                .containsEntry("http.proxyHost", "all");
        assertThat(ProxyEnvironment.noProxy(environment)).isEqualTo("openai.com, 10.0.0.0/8");
        assertThat(settings(Map.of("HTTPS_PROXY", String.format(written, "")))).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aPropertyThatIsSetIsLeftAlone() {
        Properties present = new Properties();
        present.setProperty("https.proxyHost", "mine");

        assertThat(ProxyEnvironment.settings(Map.of("ALL_PROXY", "all:1"), present, warnings::add))
                .containsOnlyKeys("http.proxyHost", "http.proxyPort");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http://a b:1",
                "http://me:secret@",
                "http://proxy:99999",
                "socks5://me:secret@proxy:1"
            })
    void whatCannotBeUsedIsReportedWithoutItsValue(String proxy) {
        assertThat(settings(Map.of("HTTPS_PROXY", proxy))).isEmpty();
        assertThat(warnings)
                .containsExactly("! HTTPS_PROXY is not valid and is ignored; write it as http://host:port.");
    }
}
