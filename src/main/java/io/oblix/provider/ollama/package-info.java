/** Ollama's native API. */
package io.oblix.provider.ollama;
