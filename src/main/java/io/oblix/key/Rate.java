package io.oblix.key;

import java.time.Duration;

/**
 * How a limit stands.
 *
 * @param limit a minute
 * @param remaining of it, at least 0
 * @param reset until all of it is there again
 */
public record Rate(long limit, long remaining, Duration reset) {}
