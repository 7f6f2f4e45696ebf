/** Asking a model: breakers, fallback, the streaming HTTP client, health, the catalogue of models. */
package io.oblix.provider;
