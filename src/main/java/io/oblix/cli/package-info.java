/** The commands. */
package io.oblix.cli;
