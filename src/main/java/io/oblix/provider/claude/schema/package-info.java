/** Schemas of tools and answers, and the names of properties, within what Anthropic accepts. */
package io.oblix.provider.claude.schema;
