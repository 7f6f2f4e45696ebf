/** OpenAI's embeddings. */
package io.oblix.dialect.embeddings;
