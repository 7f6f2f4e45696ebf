package io.oblix.provider.claude;

/**
 * Where the translation for Claude leaves a choice.
 *
 * @param refuseForcedTools whether a tool that must be called is a 400 for models that cannot be forced, instead of a
 *     sentence in the prompt
 * @param showReasoning whether models that think unasked are asked for a summary of it, which they hide otherwise
 * @param cachePrompts whether prompts are cached without a mark of the caller's, as OpenAI does it
 */
public record ClaudeSettings(boolean refuseForcedTools, boolean showReasoning, boolean cachePrompts) {

    static final ClaudeSettings DEFAULTS = new ClaudeSettings(false, false, false);
}
