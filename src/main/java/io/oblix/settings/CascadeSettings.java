package io.oblix.settings;

/**
 * How local answers are judged before the client sees them, where a policy says so with {@code escalate}.
 *
 * @param gateTokens of the text of a stream that are held until it is judged, 1 to 500
 */
public record CascadeSettings(int gateTokens) {

    static CascadeSettings of(SettingsReader read) throws StartFailure {
        return new CascadeSettings(read.integer("oblix.cascade.gate-tokens", 1, 500));
    }
}
