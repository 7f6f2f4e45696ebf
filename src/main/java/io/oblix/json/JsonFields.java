package io.oblix.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The fields of a JSON object that is written once, and so often that a tree of it would cost more than its bytes. */
@FunctionalInterface
public interface JsonFields {

    /** Writes the fields, within the object that is open. */
    void writeTo(JsonGenerator json) throws IOException;
}
