package io.oblix.provider;

/**
 * A model that a provider has.
 *
 * @param name the provider's own
 * @param createdSeconds since 1970; 0 where it is not known
 * @param ownedBy as OpenAI's list of models has it
 */
public record KnownModel(String name, long createdSeconds, String ownedBy) {}
