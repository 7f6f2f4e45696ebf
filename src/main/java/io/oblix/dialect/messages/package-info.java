/**
 * Anthropic's Messages as clients speak them (https://platform.claude.com/docs/en/api/messages). In:
 * {@code MessagesReader} checks and makes the body of a chat completion, with {@code ConversationToChat} for the messages
 * and {@code ToolsToChat} for the tools. Out: {@code MessageAssembly} for a whole answer, {@code MessageStream} for a
 * stream. {@code NativeBody} is the client's own request for Claude, {@code OwnSignature} how thinking of other models is
 * signed here. {@code MessagesDialect} puts them together, and {@link io.oblix.dialect.messages.MessagesRoutes} serves
 * them.
 */
package io.oblix.dialect.messages;
