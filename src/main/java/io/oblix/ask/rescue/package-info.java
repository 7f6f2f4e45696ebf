/** Finishing an answer that broke off after its client had some of it. */
package io.oblix.ask.rescue;
