/**
 * What a provider is. {@link io.oblix.provider.Translation} speaks to its models and
 * {@link io.oblix.provider.Provider} adds where they are and how they were at the last look, which
 * {@link io.oblix.provider.LookRoutes} takes in the background.
 *
 * <p>A provider announces itself: {@link io.oblix.provider.ProviderType}, named in {@code META-INF/services}, tells its
 * names, aliases and prices and creates it from {@link io.oblix.provider.ProviderSettings}.
 * {@link io.oblix.provider.ProviderTypes} collects the types and makes the active
 * {@link io.oblix.provider.Providers}. To add a provider, start at {@code provider.openai.OpenAiType}: one folder, one
 * line in {@code META-INF/services}, one line of settings.
 */
package io.oblix.provider;
