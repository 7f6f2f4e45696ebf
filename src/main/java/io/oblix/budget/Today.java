package io.oblix.budget;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The day in UTC, which only goes on: a clock that is set back begins no day for the second time. */
final class Today {

    private final InstantSource clock;
    private LocalDate day;
    private long midnightMillis;

    Today(InstantSource clock) {
        this.clock = clock;
        this.day = Period.dayOf(clock.instant());
        this.midnightMillis = midnight();
    }

    LocalDate day() {
        return day;
    }

    boolean isOver() {
        return clock.millis() >= midnightMillis;
    }

    /** Turns to the next day; true if a month begins with it. */
    boolean turn() {
        LocalDate before = day;
        day = Period.dayOf(clock.instant());
        midnightMillis = midnight();
        return !before.withDayOfMonth(1).equals(day.withDayOfMonth(1));
    }

    private long midnight() {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
