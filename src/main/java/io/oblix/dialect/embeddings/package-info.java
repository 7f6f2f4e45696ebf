/**
 * OpenAI's embeddings. In: {@link io.oblix.dialect.embeddings.EmbeddingsReader}. Out: {@code EmbeddingsWriter}, with
 * {@link io.oblix.dialect.embeddings.VectorForm} for each vector. {@link io.oblix.dialect.embeddings.EmbeddingsRoutes}
 * serves them.
 */
package io.oblix.dialect.embeddings;
