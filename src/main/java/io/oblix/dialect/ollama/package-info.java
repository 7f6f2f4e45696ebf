/**
 * Ollama's own API for its clients (https://github.com/ollama/ollama/blob/main/docs/api.md): {@code /api/chat} and
 * {@code /api/generate}. Ollama gets a request as it was sent; for any other provider it becomes a chat completion.
 */
package io.oblix.dialect.ollama;
