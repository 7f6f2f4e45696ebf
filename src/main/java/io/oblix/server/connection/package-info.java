/**
 * Limits beneath Vert.x, on each connection. {@link io.oblix.server.connection.Connections} bounds their number and puts
 * three handlers into each one's pipeline: {@code RequestDecoder} (no ambiguous HTTP), {@code StalledReader} (clients that
 * never read) and {@link io.oblix.server.connection.ConnectionGuard} (clients that send too slowly or too much), whose
 * states are in {@code ConnectionState}. {@link io.oblix.server.connection.VertxInternals} is the only user of Vert.x's
 * internals.
 */
package io.oblix.server.connection;
