/** One call to one model: what it may take, what it yields, what was observed. */
package io.oblix.ask.attempt;
