package io.oblix.provider.claude;

import io.oblix.settings.SettingsReader;
import io.oblix.settings.StartFailure;

/**
 * Where the translation for Claude leaves a choice.
 *
 * @param refuseForcedTools whether a forced tool call gets a 400 from models that cannot be forced, instead of a
 *     sentence in the prompt
 * @param showReasoning whether models that always think are asked for a summary of it, which they hide otherwise
 * @param cachePrompts whether prompts are cached without a {@code cache_control} of the client's, as OpenAI does it
 */
public record ClaudeSettings(boolean refuseForcedTools, boolean showReasoning, boolean cachePrompts) {

    static final ClaudeSettings DEFAULTS = new ClaudeSettings(false, false, false);

    static ClaudeSettings of(SettingsReader read) throws StartFailure {
        return new ClaudeSettings(
                read.word("oblix.claude.forced-tools", "ask", "refuse").equals("refuse"),
                read.flag("oblix.claude.reasoning-content"),
                read.flag("oblix.claude.cache-prompts"));
    }
}
