/** What can go wrong, as one sealed type; every other room may import it. */
package io.oblix.problem;
