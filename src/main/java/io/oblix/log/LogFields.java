package io.oblix.log;

import io.oblix.json.JsonFields;

/**
 * The argument of a line that has fields of its own, also those of its request. In text it is its {@code toString}. It does
 * not change any more, so that nothing of it need be written while a request waits.
 */
interface LogFields extends JsonFields {}
