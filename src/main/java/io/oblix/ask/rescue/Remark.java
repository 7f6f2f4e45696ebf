package io.oblix.ask.rescue;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a chat model may say about its task before, or instead of, going on with an answer. */
final class Remark {

    /** How chat models begin when they talk about the task; in lower case. */
    private static final Pattern BEGINNING = Pattern.compile("(?:当然|好的|以下|もちろん|はい)|(?:"
            + "sure|certainly|of course|absolutely|okay|ok|alright|all right|got it|understood|yes|no problem|great"
            + "|thanks?|please|hello|hi|sorry|apologies|i apologi[sz]e|i'm|i am|i will|i'll|i can|i cannot|i can't|as an ai"
            + "|unfortunately|here is|here's|here are|let me|let's|to continue|continuing|the rest|note|answer|response"
            + "|assistant|begin|write|natürlich|gerne|sicher|hier ist|hier sind|entschuldigung|bien sûr|voici|d'accord"
            + "|désolé|claro|por supuesto|aquí|aqui|lo siento|certo|ecco|конечно|вот)(?![\\p{L}\\p{N}])");

    /** What only a text about the task says near its beginning; in lower case. */
    private static final Pattern ABOUT_THE_TASK = Pattern.compile("broke off|(?:cut|left) off|where it ended"
            + "|(?:last|these) words|continuation|continu(?:e|ing) from|rest of the answer"
            + "|(?:previous|last|my) (?:answer|response)|the answer is|your (?:question|answer|text)"
            + "|(?:last|previous) (?:message|text)|start over|introduction");

    private Remark() {}

    /** Whether the text, without blanks before it, begins with one. */
    static boolean begins(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace('’', '\'');
        return lower.startsWith("...")
                || lower.startsWith("…")
                || BEGINNING.matcher(lower).lookingAt()
                || isMade(lower);
    }

    /** Whether the text holds one. */
    static boolean isMade(String text) {
        return ABOUT_THE_TASK.matcher(text.toLowerCase(Locale.ROOT)).find();
    }
}
