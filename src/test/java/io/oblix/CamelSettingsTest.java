package io.oblix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.oblix.fixture.TestServer;
import io.oblix.settings.StartFailure;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.component.log.LogComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CamelSettingsTest {

    @Test
    void settingsReachTheContextAndItsComponents() throws Exception {
        try (TestServer server = new TestServer(Map.of(
                "camel.main.name", "another",
                "camel.component.log.source-location-logger-name", "true"))) {
            assertThat(server.application().context().getName()).isEqualTo("another");
            assertThat(server.application().context().getComponent("log", LogComponent.class))
                    .returns(true, LogComponent::isSourceLocationLoggerName);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"camel.route-controller.unhealthy-on-restarting", "camel.routeController.unhealthyOnRestarting"})
    void aGroupMayBeSpeltWithDashes(String name) {
        try (TestServer server = new TestServer(Map.of(name, "true"))) {
            assertThat(server.port()).isPositive();
        }
    }

    @Test
    void jmxAndTheDevConsoleAreOffUntilASettingAsksForThem() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        ObjectName contexts = new ObjectName("org.apache.camel:type=context,*");
        try (TestServer server = new TestServer()) {
            assertThat(beans.queryNames(contexts, null)).isEmpty();
            assertThat(server.application().context().isDevConsole()).isFalse();
        }
        try (TestServer server =
                new TestServer(Map.of("camel.main.jmx-enabled", "true", "camel.main.dev-console-enabled", "true"))) {
            assertThat(beans.queryNames(contexts, null)).hasSize(1);
            assertThat(server.application().context().isDevConsole()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        camel.main.nope          | secret | camel.main.nope is not valid: Camel has no such setting
        camel.component.log.nope | secret | camel.component.log.nope is not valid: Camel has no such setting
        camel.component.log.sourceLocationLoggerName | secret | camel.component.log.sourceLocationLoggerName is not
        camel.nope.key           | secret | camel.nope.key is not valid: Camel has no such setting
        camel.mian.name          | secret | camel.mian.name is not valid: Camel has no such setting
        camel.name               | secret | camel.name is not valid: Camel has no such setting
        camel.component.nope.key | secret | camel.component.nope.key because cannot find component with name nope
        """)
    void aWrongSettingStopsTheStartWithoutShowingItsValue(String name, String value, String line) {
        assertThatThrownBy(() -> new TestServer(Map.of(name, value)))
                .cause()
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(line)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain(value));
    }

    @Test
    void variablesOfComponentsWinOverTheFile() {
        assertThat(CamelSettings.of(
                        Map.of("camel.component.kafka.brokers", "file:1", "camel.main.name", "name"),
                        Map.of("CAMEL_COMPONENT_KAFKA_BROKERS", "box:1", "CAMEL_COMPONENT_AWS2_S3_REGION", "eu")))
                .containsOnly(
                        entry("camel.component.kafka.brokers", "box:1"),
                        entry("camel.main.name", "name"),
                        entry("camel.component.aws2-s3.region", "eu"));
    }
}
