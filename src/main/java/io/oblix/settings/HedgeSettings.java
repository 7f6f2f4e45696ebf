package io.oblix.settings;

/**
 * How often the fallback is asked as well where a policy says so ({@code hedge=}).
 *
 * @param share of the recent requests, 0 (never) to 1 (always)
 */
public record HedgeSettings(double share) {

    static HedgeSettings of(SettingsReader read) throws StartFailure {
        return new HedgeSettings(read.number("oblix.hedge.share", 0, 1));
    }
}
