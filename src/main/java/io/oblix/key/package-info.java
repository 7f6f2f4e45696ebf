/**
 * The keys of callers: what each may use, how much, and for how many dollars. Pure: no file, no HTTP. A key itself is
 * known by its hash only.
 */
package io.oblix.key;
