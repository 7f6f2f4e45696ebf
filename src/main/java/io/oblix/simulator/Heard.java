package io.oblix.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a client has heard.
 *
 * @param text as far as it came
 * @param end how the reply ended
 * @param detail the message of the error, or what no client could read; empty for a whole answer
 * @param code what the API calls the error; empty without
 * @param models each that the reply named, in their order
 */
public record Heard(String text, End end, String detail, String code, Set<String> models) {

    /** How a reply ends. */
    public enum End {
        /** With the proper end of an answer. */
        WHOLE,

        /** With an error in the API's own shape. */
        ERROR,

        /** With neither. */
        BROKEN
    }

    static Heard whole(ClientApi api, int status, byte[] body) {
        ObjectNode json = Json.objectOrNull(body);
        if (json == null) {
            return broken("", "a " + status + " that is not JSON");
        }
        if (status != 200) {
            return api.error(json).isEmpty()
                    ? broken("", "a " + status + " without an error in its shape")
                    : error(api, "", json);
        }
        return api.isFinished(json)
                ? new Heard(api.text(json), End.WHOLE, "", "", Set.of(api.model(json)))
                : broken(api.text(json), "an answer without a proper end");
    }

    static Heard stream(ClientApi api, byte[] body) {
        StringBuilder text = new StringBuilder();
        Set<String> models = new LinkedHashSet<>();
        boolean finished = false;
        boolean ended = false;
        for (String line : new String(body, StandardCharsets.UTF_8).split("\n")) {
            if (line.isEmpty() && api.sendsLines()) {
                return broken(text.toString(), "an empty line");
            }
            if (!api.sendsLines() && !line.startsWith("data: ")) {
                continue;
            }
            if (ended) {
                return broken(text.toString(), "something behind the end");
            }
            if (line.equals("data: [DONE]")) {
                ended = true;
                continue;
            }
            ObjectNode event = Json.objectOrNull(
                    (api.sendsLines() ? line : line.substring("data: ".length())).getBytes(StandardCharsets.UTF_8));
            if (event == null) {
                return broken(text.toString(), "an event that is not JSON");
            }
            if (!api.error(event).isEmpty()) {
                return error(api, text.toString(), event);
            }
            text.append(api.text(event));
            if (!api.model(event).isEmpty()) {
                models.add(api.model(event));
            }
            finished |= api.isFinished(event);
            ended = api.isLast(event);
        }
        return finished && ended
                ? new Heard(text.toString(), End.WHOLE, "", "", models)
                : broken(text.toString(), "a stream without its end");
    }

    private static Heard error(ClientApi api, String text, ObjectNode error) {
        return new Heard(text, End.ERROR, api.error(error), api.code(error), Set.of());
    }

    private static Heard broken(String text, String why) {
        return new Heard(text, End.BROKEN, why, "", Set.of());
    }
}
