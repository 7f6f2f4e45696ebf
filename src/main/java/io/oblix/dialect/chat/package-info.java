/**
 * OpenAI's chat completions as clients speak them. In: {@link io.oblix.dialect.chat.ChatRequestReader} parses and checks.
 * Out: {@link io.oblix.dialect.chat.AnswerAssembly} for a whole answer, {@code StreamedAnswer} with
 * {@link io.oblix.dialect.chat.ChunkWriter} for a stream. {@code ChatDialect} puts them together, and
 * {@link io.oblix.dialect.chat.ChatRoutes} serves them.
 */
package io.oblix.dialect.chat;
