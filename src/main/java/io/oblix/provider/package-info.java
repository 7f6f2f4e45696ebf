/** What a provider is: how to translate for it, and how its models are. */
package io.oblix.provider;
