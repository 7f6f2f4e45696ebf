/**
 * Whether a text holds secrets or personal data: {@link io.oblix.facts.secret.Sensitive} reads it once, in linear time, and
 * hands what looks like something to one of the checks of this room. Pure; nothing here keeps or returns any of the text.
 *
 * <p>Precision comes first: a form counts only with what its issuer documents of it (length, alphabet, checksum), and digits
 * that could be anything only beside a word that names them. What has the form of a key counts, even one from
 * documentation; an address at {@code example.com} belongs to no person.
 */
package io.oblix.facts.secret;
