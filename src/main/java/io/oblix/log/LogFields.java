package io.oblix.log;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The argument of a line that has fields of its own. In text it is its {@code toString}. It does not change any more, so
 * that nothing of it need be written while a request waits.
 */
interface LogFields {

    void addTo(ObjectNode line);
}
