/** HTTP in: the listener, the threads that carry requests, the response of one client, the request log. */
package io.oblix.server;
