package io.oblix.ask.rescue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;

/**
 * The turn that asks a model for the rest of an answer that another one began. It is asked to take a run-up of the last
 * words, because only what is repeated proves where the rest belongs, and whether a blank or half a word is missing.
 */
final class Instruction {

    private static final String BROKE_OFF = "Your last answer broke off before its end.";
    private static final String QUOTED = "You have begun to answer, and the answer broke off before its end:\n\n";
    private static final String GO_ON =
            " Continue it exactly where it ended. Begin with its last words, which are:\n\n%s\n\n"
                    + "Write these words once more, then go on directly. Add no introduction and no remark, and repeat"
                    + " nothing that stands before these words.";

    /** So many characters of the end are quoted at least, where the answer has them. */
    private static final int LAST_WORDS_CHARS = 24;

    private static final int MOST_CHARS = 200;

    private Instruction() {}

    /**
     * Adds it to the messages.
     *
     * @param shown the begun answer
     * @param quoting whether it stands in the instruction, and not in a turn before
     * @return its length in characters, without the begun answer
     */
    static int add(ArrayNode messages, String shown, boolean quoting) {
        String goOn = String.format(GO_ON, lastWords(shown));
        if (!quoting) {
            messages.addObject().put("role", "user").put("content", BROKE_OFF + goOn);
            return BROKE_OFF.length() + goOn.length();
        }
        addQuoting(messages, QUOTED + shown + "\n\n" + goOn.stripLeading());
        return QUOTED.length() + goOn.length();
    }

    /** Many servers refuse two turns of the user in a row. */
    private static void addQuoting(ArrayNode messages, String text) {
        int last = messages.size() - 1;
        ObjectNode turn = (ObjectNode) messages.path(last);
        if (!"user".equals(Json.text(turn, "role"))) {
            messages.addObject().put("role", "user").put("content", text);
            return;
        }
        ObjectNode longer = Json.object();
        longer.setAll(turn);
        if (turn.path("content").isArray()) {
            ArrayNode parts = Json.MAPPER.createArrayNode().addAll((ArrayNode) turn.path("content"));
            parts.addObject().put("type", "text").put("text", text);
            longer.set("content", parts);
        } else {
            longer.put("content", turn.path("content").asText("") + "\n\n" + text);
        }
        messages.set(last, longer);
    }

    /** The shortest end that says where it belongs: of some length, from the beginning of a word, said only once. */
    static String lastWords(String shown) {
        int from = shown.length() - LAST_WORDS_CHARS;
        while (from > 0
                && shown.length() - from < MOST_CHARS
                && (AskedOverlap.isWithinWord(shown, from) || shown.indexOf(shown.substring(from)) != from)) {
            from--;
        }
        return shown.substring(Math.max(0, from)).strip();
    }
}
