package io.oblix.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A time as {@code 2026-11-30T11:45:18.045Z}. Lines come by the thousand in a second, so its text is kept. */
final class UtcTime {

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);
    private static final int MILLIS = 1_000;

    private static volatile Second last = new Second(0);

    private record Second(long number, String text) {

        Second(long number) {
            this(number, SECOND.format(Instant.ofEpochSecond(number)));
        }
    }

    private UtcTime() {}

    static String text(long epochMillis) {
        long number = Math.floorDiv(epochMillis, MILLIS);
        Second second = last;
        if (second.number() != number) {
            second = new Second(number);
            last = second;
        }
        // Four digits, of which the first makes room for the zeros before the others.
        String millis = Integer.toString(MILLIS + Math.floorMod(epochMillis, MILLIS));
        return second.text() + millis.substring(1) + 'Z';
    }
}
