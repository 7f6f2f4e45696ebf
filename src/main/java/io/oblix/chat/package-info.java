/**
 * The words of a conversation, without I/O and without the format of any API. A
 * {@link io.oblix.chat.ChatRequest} comes in; an {@link io.oblix.chat.Answer} is pulled out of a model as
 * {@link io.oblix.chat.AnswerEvent}s; a {@link io.oblix.chat.RequestRecord} says how it ended.
 */
package io.oblix.chat;
