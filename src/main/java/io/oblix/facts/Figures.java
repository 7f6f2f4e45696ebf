package io.oblix.facts;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the facts of one type are written to be kept. Looking a record's components up costs more than writing them, and
 * every decision is kept, so it is done once for each type.
 */
final class Figures {

    /** The names of models and keys; all other words are shorter. */
    private static final int MAX_TEXT = 100;

    /** Four digits after the point: more changes no decision, and takes room in each row. */
    private static final double PRECISION = 1e4;

    /** A price is worth more digits. */
    private static final double COST_PRECISION = 1e7;

    private static final ClassValue<Figures> BY_TYPE = new ClassValue<>() {
        @Override
        protected Figures computeValue(Class<?> type) {
            return new Figures(type);
        }
    };

    /** @param precision a fraction is rounded to a multiple of its inverse */
    private record Figure(String name, Method accessor, double precision) {

        private @Nullable Object of(Record facts) {
            try {
                return accessor.invoke(facts);
            } catch (ReflectiveOperationException unreadable) {
                throw new IllegalArgumentException(name + " cannot be read", unreadable);
            }
        }

        private double rounded(double value) {
            return Double.isFinite(value) && Math.abs(value) < 1e9 ? Math.rint(value * precision) / precision : value;
        }
    }

    private final List<Figure> figures = new ArrayList<>();

    private Figures(Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            String name = component.getName();
            figures.add(new Figure(name, accessor, name.endsWith("Usd") ? COST_PRECISION : PRECISION));
        }
    }

    /**
     * Writes numbers, states and truths as an object.
     *
     * @param others of the same type, whose values are not repeated: what these have in place of one that cannot be written
     *     is null; or null itself
     * @param words whether texts are written too, the longest ones cut
     * @throws IllegalArgumentException when a fact cannot be read
     */
    static void write(Record facts, @Nullable Record others, boolean words, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Figure figure : BY_TYPE.get(facts.getClass()).figures) {
            Object value = figure.of(facts);
            if (others != null && Objects.equals(value, figure.of(others))) {
                continue;
            }
            if (value instanceof Double number) {
                json.writeNumberField(figure.name(), figure.rounded(number));
            } else if (value instanceof Long number) {
                json.writeNumberField(figure.name(), number);
            } else if (value instanceof Integer number) {
                json.writeNumberField(figure.name(), number);
            } else if (value instanceof Boolean truth) {
                json.writeBooleanField(figure.name(), truth);
            } else if (value instanceof Enum<?> state) {
                json.writeStringField(figure.name(), state.name());
            } else if (words && value instanceof String text) {
                json.writeStringField(figure.name(), text.substring(0, Math.min(MAX_TEXT, text.length())));
            } else if (others != null) {
                json.writeNullField(figure.name());
            }
        }
        json.writeEndObject();
    }
}
