package io.oblix.provider.claude;

import io.oblix.settings.SettingsReader;
import io.oblix.settings.StartFailure;

/**
 * Where the translation for Claude leaves a choice.
 *
 * @param refuseForcedTools whether a forced tool call gets a 400 from models that cannot be forced, instead of a
 *     sentence in the prompt
 * @param showReasoning whether models that always think are asked for a summary of it, which they hide otherwise
 * @param caching which prompts are cached without a {@code cache_control} of the client's, as OpenAI does it
 */
public record ClaudeSettings(boolean refuseForcedTools, boolean showReasoning, Caching caching) {

    /** Nothing is added to what the client asks for. */
    static final ClaudeSettings BARE = new ClaudeSettings(false, false, Caching.OFF);

    /** Which prompts are cached. */
    public enum Caching {
        /** Those with tools: agents send the same prompt again at each turn. */
        AUTO,
        ON,
        OFF
    }

    ClaudeSettings withoutCaching() {
        return new ClaudeSettings(refuseForcedTools, showReasoning, Caching.OFF);
    }

    static ClaudeSettings of(SettingsReader read) throws StartFailure {
        return new ClaudeSettings(
                read.word("oblix.claude.forced-tools", "ask", "refuse").equals("refuse"),
                read.flag("oblix.claude.reasoning-content"),
                caching(read.word("oblix.claude.cache-prompts", "auto", "on", "off", "true", "false")));
    }

    /** The last two were the words before there was a choice. */
    private static Caching caching(String word) {
        return switch (word) {
            case "on", "true" -> Caching.ON;
            case "off", "false" -> Caching.OFF;
            default -> Caching.AUTO;
        };
    }
}
