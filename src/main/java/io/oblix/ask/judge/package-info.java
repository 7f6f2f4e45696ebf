/**
 * How good an answer looks before the client has any of it: how sure its model was, compared with its other answers
 * ({@link io.oblix.ask.judge.Judges}), and what shows without a comparison, such as an empty answer. No I/O.
 */
package io.oblix.ask.judge;
