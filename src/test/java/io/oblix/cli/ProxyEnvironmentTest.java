package io.oblix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyEnvironmentTest {

    @ParameterizedTest
    @CsvSource({
        "'.example.com,10.0.0.1', localhost|127.*|[::1]|*.example.com|10.0.0.1",
        "' a.example , b.example ', localhost|127.*|[::1]|a.example|b.example",
        "',', localhost|127.*|[::1]|",
        "*, localhost|127.*|[::1]|*",
    })
    void noProxyBecomesTheJvmsListOfHosts(String noProxy, String hosts) {
        assertThat(ProxyEnvironment.nonProxyHosts(noProxy)).isEqualTo(hosts);
    }
}
