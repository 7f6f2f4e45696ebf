package io.oblix.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadySamplerTest {

    private final AtomicLong nanos = new AtomicLong(-5);
    private final SteadySampler sampler = new SteadySampler(nanos::get);

    @Test
    void keepsAsManyAsAreForASecondAndThenOneForEachThousandthOfIt() {
        assertThat(keptOf(SteadySampler.PER_SECOND + 500)).isEqualTo(SteadySampler.PER_SECOND);
        assertThat(keptOf(1)).isZero();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(keptOf(5)).isEqualTo(1);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(250));
        assertThat(keptOf(SteadySampler.PER_SECOND)).isEqualTo(250);
    }

    @Test
    void savesUpNoMoreThanASecond() {
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(keptOf(3 * SteadySampler.PER_SECOND)).isEqualTo(SteadySampler.PER_SECOND);
    }

    @Test
    void isThereWhereNoSamplerIsNamed() {
        assertThat(sampler(Map.of())).isEqualTo(description("at most 1000 traces a second"));
        assertThat(sampler(Map.of("otel.traces.sampler", "parentbased_always_on")))
                .isEqualTo(description("AlwaysOnSampler"));
    }

    private int keptOf(int traces) {
        int kept = 0;
        for (int i = 0; i < traces; i++) {
            SamplingDecision decision = sampler.shouldSample(
                            Context.root(), "", "POST /", SpanKind.SERVER, Attributes.empty(), List.of())
                    .getDecision();
            kept += decision == SamplingDecision.RECORD_AND_SAMPLE ? 1 : 0;
        }
        return kept;
    }

    private static String sampler(Map<String, String> properties) {
        try (OpenTelemetrySdk sdk = Sdk.of(new TraceConfig(properties), new Delivery(), "1")) {
            return sdk.getSdkTracerProvider().getSampler().getDescription();
        }
    }

    /** With a caller's trace it is the caller who decides. */
    private static String description(String root) {
        return "ParentBased{root:" + root
                + ",remoteParentSampled:AlwaysOnSampler,remoteParentNotSampled:AlwaysOffSampler,"
                + "localParentSampled:AlwaysOnSampler,localParentNotSampled:AlwaysOffSampler}";
    }
}
