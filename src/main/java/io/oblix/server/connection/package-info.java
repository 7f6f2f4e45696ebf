/** The guard of each connection: it bounds what HTTP lets a client send. */
package io.oblix.server.connection;
