package io.oblix.ask.limit;

/**
 * What one call is expected to take of its host, without the calls before it.
 *
 * @param beginMillis until its first token: loading the model and reading the prompt
 * @param readMillis how much of that is reading, which a host does to its end even when the call is given up
 * @param writeMillis from there to the end of the answer
 */
public record ServiceTime(double beginMillis, double readMillis, double writeMillis) {

    double millis() {
        return beginMillis + writeMillis;
    }
}
