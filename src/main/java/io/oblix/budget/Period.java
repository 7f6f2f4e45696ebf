package io.oblix.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** The time for which a limit holds. It begins at midnight UTC. */
public enum Period {
    DAY,
    MONTH;

    /** As settings, metrics and messages name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How long the period goes on. */
    Duration left(Instant now) {
        LocalDate today = dayOf(now);
        LocalDate next =
                this == DAY ? today.plusDays(1) : today.withDayOfMonth(1).plusMonths(1);
        return Duration.between(now, next.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    static LocalDate dayOf(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}
