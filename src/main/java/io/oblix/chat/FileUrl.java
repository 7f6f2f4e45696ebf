package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;

/**
 * A document that a client names by its URL, in a part of the type {@code file}: chat completions have no such field, the
 * Responses and Claude do. Nothing is fetched here, so every other provider has to refuse it.
 */
public final class FileUrl {

    /** Beside {@code filename}, in place of {@code file_data}. */
    public static final String FIELD = "file_url";

    private FileUrl() {}

    /**
     * Refuses a part whose document is only a URL.
     *
     * @param param the part's place in the request
     */
    public static void refuse(JsonNode part, String param, String provider) {
        JsonNode file = part.path("file");
        if (file.has(FIELD) && Json.text(file, "file_data") == null && Json.text(file, "file_id") == null) {
            throw RequestProblem.unsupported(
                    param, provider + " takes no files by their URL: send the file itself as 'file_data'.");
        }
    }
}
