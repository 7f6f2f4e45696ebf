package io.oblix.ask.rescue;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a chat model may say about its task before, or instead of, going on with an answer. */
final class Remark {

    private static final int LONGEST_CHARS = 160;

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
            + "|(?:previous|last|my) (?:answer|response)|the answer is|your question|introduction");

    private Remark() {}

    /**
     * Where the text goes on behind an introduction in a line of its own, the opening of a code block that is open
     * already, or dots of omission; 0 if it begins with none.
     */
    static int behind(String had, CharSequence said) {
        String text =
                said.subSequence(0, Math.min(said.length(), LONGEST_CHARS)).toString();
        int first = Seam.behindBlanks(text);
        if (text.startsWith("…", first)) {
            return first + 1 + Seam.behindBlanks(text.substring(first + 1));
        }
        if (text.startsWith("...", first)) {
            return first + 3 + Seam.behindBlanks(text.substring(first + 3));
        }
        int end = text.indexOf('\n', first);
        if (end < 0) {
            return 0;
        }
        String line = text.substring(first, end).strip();
        boolean fence = line.startsWith("```") && Seam.isInCodeBlock(had);
        return fence || line.endsWith(":") ? end + Seam.behindBlanks(said.subSequence(end, said.length())) : 0;
    }

    /** Whether the text, without blanks before it, begins with one. */
    static boolean begins(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace('’', '\'');
        return lower.startsWith("...")
                || lower.startsWith("…")
                || BEGINNING.matcher(lower).lookingAt()
                || ABOUT_THE_TASK.matcher(lower).find();
    }
}
