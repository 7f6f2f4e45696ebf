/**
 * OpenAI's chat completions, and the servers that speak the same API. {@link io.oblix.provider.openai.OpenAiProvider} is
 * the entrance.
 *
 * <p>Little is translated here. {@code OpenAiRequest} passes the client's request on; only for a model that a policy
 * chose does it remove what that model is known to reject, by {@code OpenAiModelFamily}. {@code OpenAiMessages} and
 * {@code OpenAiToolCallIds} clean up conversations in which models of other providers have taken part.
 *
 * <p>Answers pass as the bytes they came in. {@code OpenAiWholeReader} and {@code OpenAiStreamReader} read only the fields
 * in {@code OpenAiFields}; {@code OpenAiUnstreamedReader} handles servers that do not stream when asked to.
 */
package io.oblix.provider.openai;
