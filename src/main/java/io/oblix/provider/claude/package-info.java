/**
 * Anthropic's Messages API. {@link io.oblix.provider.claude.ClaudeProvider} is the entrance.
 *
 * <p>A request goes through {@code OpenAiToClaudeRequest}, whose {@code translate} reads as a table of contents: each
 * step, {@code OpenAiToClaude...}, translates one group of fields and leaves the result in a {@code ClaudeDraft}. What a
 * model accepts stands in {@code ClaudeModel}, JSON schemas go through {@code ToolSchema} and {@code StrictSchema}, ids
 * and names of tools through {@code ToolCallIds}.
 *
 * <p>An answer comes through {@code ClaudeStreamReader} (or {@code ClaudeWholeReader}), which feeds
 * {@code ClaudeToOpenAiAnswer} event by event. {@code JsonFence} and {@code CustomToolReader} wrap the reader where the
 * request calls for it. Failures go through {@code ClaudeErrors}.
 */
package io.oblix.provider.claude;
