/**
 * A Camel endpoint as a provider: {@code oblix.provider.NAME.uri}. It speaks OpenAI's format, so the translation is that of
 * {@code provider.openai}; what differs is who carries the request.
 */
package io.oblix.provider.camel;
