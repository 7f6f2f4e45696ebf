package io.oblix.settings;

import io.oblix.chat.Side;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long each part of a call may take, 1 ms to 24 h; each side has its own.
 *
 * @param connect to get a connection
 * @param firstToken from sending the request to the first piece of the answer
 * @param idle between two pieces
 * @param whole for an answer that is passed through unstreamed, where silence says nothing
 * @param total for all of one call
 */
public record Timeouts(Duration connect, Duration firstToken, Duration idle, Duration whole, Duration total) {

    /** From the default of one minute to five: what Ollama itself gives a model to load. */
    private static final int SLOW_TO_BEGIN = 5;

    static Map<Side, Timeouts> of(SettingsReader read) throws StartFailure {
        Map<Side, Timeouts> timeouts = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            timeouts.put(
                    side,
                    new Timeouts(
                            part(read, side, "connect"),
                            part(read, side, "first-token"),
                            part(read, side, "idle"),
                            part(read, side, "whole"),
                            part(read, side, "total")));
        }
        return timeouts;
    }

    private static Duration part(SettingsReader read, Side side, String part) throws StartFailure {
        String own = "oblix." + side.word() + ".timeout." + part;
        return read.duration(read.text(own) == null ? "oblix.timeout." + part : own, "1ms", "24h");
    }

    /** @param slowToBegin whether the model thinks before it answers, or must be loaded first */
    public Duration firstToken(boolean slowToBegin) {
        // Multiplying a Duration takes a BigInteger.
        return slowToBegin ? Duration.ofNanos(SLOW_TO_BEGIN * firstToken.toNanos()) : firstToken;
    }

    public static String inWords(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
