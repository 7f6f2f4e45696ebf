/** HTTP out: one client for answers and probes, with calls that can be ended at any moment. */
package io.oblix.upstream;
