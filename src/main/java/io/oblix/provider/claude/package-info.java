/** Anthropic's Messages API. */
package io.oblix.provider.claude;
