/**
 * Ollama's native API. {@link io.oblix.provider.ollama.OllamaProvider} is the entrance.
 *
 * <p>What is known of each host: {@code OllamaHost} looks at it in the background, {@code OllamaListing} reads its answers,
 * and {@code OllamaSnapshot} is the result; {@code OllamaLessons} is what its answers tell beyond that. {@code HostedModel}
 * is one model on one host. {@code OllamaCloud} recognises models that only seem to be local.
 *
 * <p>A request goes through {@code OpenAiToOllamaRequest}, with {@code OpenAiToOllamaMessages} and
 * {@code OpenAiToOllamaTools}; {@code ContextWindow} chooses the size that spares a reload of the model. An answer comes
 * through {@code OllamaToOpenAiAnswer}, a failure through {@code OllamaErrors}. {@code MissingAbility} refuses what a model is known to lack.
 */
package io.oblix.provider.ollama;
