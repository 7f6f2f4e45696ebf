/** What is known before a request is decided. */
package io.oblix.facts;
