/**
 * The log: as lines of text or, with {@code oblix.log.format=json}, as one JSON object a line. {@link
 * io.oblix.log.ThreadRequest} knows which request a thread works for, so that each line about a request has its id;
 * {@link io.oblix.log.LineEncoder} writes both forms; {@link io.oblix.log.RequestLogAppender} never makes a request wait.
 */
package io.oblix.log;
