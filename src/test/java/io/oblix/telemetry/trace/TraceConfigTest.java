package io.oblix.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.settings.TelemetrySettings;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceConfigTest {

    private static TraceConfig of(Map<String, String> environment) {
        return TraceConfig.of(environment, new Properties());
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT,http://localhost:4318,true",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,http://localhost:4318/v1/traces,true",
        "OTEL_TRACES_EXPORTER,otlp,true",
        "OTEL_TRACES_EXPORTER,none,false",
        "OTEL_SERVICE_NAME,gateway,false",
        "OTEL_EXPORTER_OTLP_ENDPOINT,' ',false",
    })
    void tracesAreSentWhereAPlaceOrAnExporterIsNamed(String name, String value, boolean on) {
        assertThat(of(Map.of(name, value)).isOn()).isEqualTo(on);
    }

    @Test
    void anSdkThatIsSwitchedOffSendsNone() {
        assertThat(of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318", "OTEL_SDK_DISABLED", "TRUE"))
                        .isOn())
                .isFalse();
    }

    @Test
    void systemPropertiesWin() {
        Properties system = new Properties();
        system.setProperty("otel.exporter.otlp.endpoint", "http://user:password@here:4318?token=x");

        assertThat(TraceConfig.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://there:4318"), system)
                        .endpoint())
                .isEqualTo("http://here:4318");
    }

    @Test
    void anotherProtocolIsNamedWithTheRemedy() {
        assertThat(of(Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")).obstacle())
                .isEqualTo(
                        "OTEL_EXPORTER_OTLP_PROTOCOL is grpc, and only http/protobuf is understood; collectors listen"
                                + " for it at port 4318");
        assertThat(of(Map.of(
                                "OTEL_EXPORTER_OTLP_PROTOCOL",
                                "grpc",
                                "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
                                "http/protobuf"))
                        .obstacle())
                .isNull();
    }

    @Test
    void aRefusalNamesTheVariableAndNoSecret() {
        TraceConfig config = of(Map.of());

        assertThat(config.obstacle(new IllegalArgumentException("Invalid duration property otel.bsp.schedule.delay=x")))
                .isEqualTo("OTEL_BSP_SCHEDULE_DELAY: Invalid duration property otel.bsp.schedule.delay=x");
        assertThat(config.obstacle(new IllegalArgumentException(
                        "Invalid map property: otel.exporter.otlp.headers=Authorization Bearer secret")))
                .isEqualTo("OTEL_EXPORTER_OTLP_HEADERS: its value cannot be read");
    }

    @Test
    void noTracingIsStartedWithoutAPlaceOrWithABadOne() {
        TelemetrySettings settings = new TelemetrySettings(false, false, false);

        assertThat(Tracing.start(Map.of(), settings, "1")).isNull();
        assertThat(Tracing.start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "no address"), settings, "1"))
                .isNull();
        assertThat(Tracing.start(Map.of("OTEL_TRACES_EXPORTER", "banana"), settings, "1"))
                .isNull();
    }
}
