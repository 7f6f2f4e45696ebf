/**
 * Reading text without a tokenizer: {@link io.oblix.facts.text.CharKind} says what a character is,
 * {@link io.oblix.facts.text.TokenCount} how many tokens a text will be.
 */
package io.oblix.facts.text;
