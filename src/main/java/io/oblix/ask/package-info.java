/** Who is asked and how: the targets of a decision in turn, each within its limits, until one answers. */
package io.oblix.ask;
