/**
 * The APIs that clients speak, and what they share. A {@link io.oblix.dialect.Dialect} is a pure pair: bytes to a
 * request, the events of an answer to bytes. {@link io.oblix.dialect.DialectRoutes} does at both ends
 * of a route what is the same for all of them: admission, headers, keep-alive comments, errors, the record
 * for the log. Each dialect has a package of its own below this one.
 */
package io.oblix.dialect;
