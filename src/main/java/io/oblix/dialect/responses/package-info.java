/**
 * OpenAI's Responses (https://platform.openai.com/docs/api-reference/responses): items in, items out. A reader makes the body of a
 * chat completion of a request, and a writer makes items, and events about them, of the answer. Codex speaks nothing else.
 */
package io.oblix.dialect.responses;
