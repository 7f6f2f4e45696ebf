package io.oblix.provider;

import java.time.Duration;

/**
 * How long each part of a call may take; each side has its own.
 *
 * @param connect to get a connection
 * @param firstToken from sending the request to the first piece of the answer
 * @param idle between two pieces
 * @param whole for an answer that is passed through unstreamed, where silence tells nothing
 * @param total for all of one call
 */
public record Timeouts(Duration connect, Duration firstToken, Duration idle, Duration whole, Duration total) {}
