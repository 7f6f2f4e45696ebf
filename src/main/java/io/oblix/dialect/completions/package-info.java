/**
 * OpenAI's completions, the API before chats, which editors and evaluations still speak. In: {@code CompletionsReader}
 * checks and makes a chat of it. Out: {@code CompletionAssembly} for a whole answer, {@code CompletionStream} for a
 * stream. {@link io.oblix.dialect.completions.CompletionsRoutes} serves them.
 */
package io.oblix.dialect.completions;
