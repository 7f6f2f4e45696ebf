/** OpenAI and the servers that speak its API. */
package io.oblix.provider.openai;
