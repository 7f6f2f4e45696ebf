/** How much a question asks of a model: features of its text, boosted trees, and a rank among recent requests. */
package io.oblix.facts.complexity;
