package io.oblix.settings;

/**
 * What clients of Ollama's own API get from us.
 *
 * @param cloudModels whether its lists hold cloud models; they can be asked by name either way
 * @param callIds whether tool calls of other providers have an {@code id}, which some older clients do not know
 */
public record OllamaApiSettings(boolean cloudModels, boolean callIds) {

    /** The defaults. */
    public static final OllamaApiSettings ALL = new OllamaApiSettings(true, true);

    static OllamaApiSettings of(SettingsReader read) throws StartFailure {
        return new OllamaApiSettings(
                read.word("oblix.ollama-api.cloud-models", "on", "off").equals("on"),
                read.word("oblix.ollama-api.call-ids", "on", "off").equals("on"));
    }
}
