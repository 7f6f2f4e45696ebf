/** OpenAI's chat completions, as clients speak them: bytes to a request, events to bytes. */
package io.oblix.dialect.chat;
