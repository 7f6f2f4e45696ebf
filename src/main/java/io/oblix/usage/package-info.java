/** Counting: metrics of requests, tokens and decisions. */
package io.oblix.usage;
