/**
 * HTTP in. {@link io.oblix.server.HttpListener} listens and hands requests to Camel's routes, each on a thread of its own
 * ({@code RequestThreads}). Routes extend {@link io.oblix.server.HttpRoutes}, read an
 * {@link io.oblix.server.HttpRequest}, and write small answers themselves and those of models through a
 * {@link io.oblix.server.Client}. Failures inside routes go to {@link io.oblix.server.HttpErrors}, those outside
 * to {@code RouterErrors}. Each connection has a guard: {@link io.oblix.server.connection}.
 */
package io.oblix.server;
