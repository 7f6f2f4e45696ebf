/** Deciding: the {@code decide} component, the loader that checks and swaps policy files, the promises. */
package io.oblix.policy;
