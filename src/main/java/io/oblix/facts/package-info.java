/** What is known before deciding: the records that policies read, and the probes that fill them. */
package io.oblix.facts;
