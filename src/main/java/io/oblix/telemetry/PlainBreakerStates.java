package io.oblix.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * The states of breakers in plain letters, whatever the locale: Resilience4j 2.3 lowers their names by the JVM's, which in
 * Turkish gives {@code dısabled} and {@code metrıcs_only}.
 */
final class PlainBreakerStates implements MeterFilter {

    private static final char DOTLESS = 'ı';

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().startsWith("resilience4j.")) {
            return id;
        }
        List<Tag> tags = new ArrayList<>();
        for (Tag tag : id.getTagsAsIterable()) {
            boolean fixed = tag.getKey().equals("state") || tag.getKey().equals("kind");
            tags.add(fixed ? Tag.of(tag.getKey(), tag.getValue().replace(DOTLESS, 'i')) : tag);
        }
        return id.replaceTags(tags);
    }
}
