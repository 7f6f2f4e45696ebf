/** What a client sends, items and options, as messages and fields of a chat completion; and what it got from us to send back. */
package io.oblix.dialect.responses.input;
