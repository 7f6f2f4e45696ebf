/** The tools of a request: shown to models as functions, and back in the shape that the client knows. */
package io.oblix.dialect.responses.tools;
