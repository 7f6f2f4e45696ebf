package io.oblix.ask.rescue;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a chat model may say about its task before, or instead of, going on with an answer; in whatever markup. */
final class Remark {

    private static final Pattern MARKUP_BEFORE = Pattern.compile("^[^\\p{L}\\p{N}]+");
    private static final Pattern MARKUP_BEHIND = Pattern.compile("[\\s*_\"'`)\\]>]+$");

    /** What nothing but a remark begins with; in lower case. */
    private static final String PLAIN =
            "sure|certainly|of course|absolutely|okay|ok|alright|all right|got it|understood"
                    + "|gladly|no problem|(?:to be )?continued|continuing|resuming|here you go|here is the|here's the|here are the"
                    + "|let (?:me|us) (?:continue|go on|resume)|let's (?:continue|go on|resume)|my apologies|i apologi[sz]e|i'm sorry"
                    + "|natürlich|selbstverständlich|klar|gerne|sicher|bien sûr|bien entendu|voici|d'accord|claro|por supuesto"
                    + "|desde luego|certo|natuurlijk|oczywiście|конечно";

    private static final String BEHIND = "(?![\\p{L}\\p{N}])";
    private static final Pattern INTERJECTION = Pattern.compile("(?:" + PLAIN + ")" + BEHIND);

    /** How chat models begin when they talk about the task, and few sentences go on; in lower case. */
    private static final Pattern BEGINNING = Pattern.compile("(?:当然|好的|以下|没问题|继续|续写|抱歉|もちろん|はい|承知|続き)|(?:" + PLAIN
            + "|yes|great|thanks?|please|hello|hi|sorry|apologies|i'm|i am|i'd|i will|i'll|i can|i cannot|i can't"
            + "|as an ai|unfortunately|here is|here's|here are|let me|let us|let's|to continue|it (?:looks|seems)"
            + "|you're right|the rest|note|answer|response|assistant|begin|write|hier ist|hier sind|entschuldigung"
            + "|désolé|aquí|aqui|lo siento|ecco|вот)" + BEHIND);

    /** What only a text about the task says near its beginning; in lower case. */
    private static final Pattern ABOUT_THE_TASK = Pattern.compile("broke off|(?:cut|left) off|where it ended"
            + "|(?:last|these) words|continuation|continu(?:e|ing) from|rest of the answer|here is the rest"
            + "|(?:previous|last|my) (?:answer|response)|the answer is|your (?:question|answer|text)"
            + "|(?:last|previous|my) (?:message|text)|start over|introduction|</?think|got (?:truncated|interrupted)");

    private static final Pattern ONE_OR_TWO_WORDS = Pattern.compile("\\S+(?: \\S+)?[.,!:…]");

    private Remark() {}

    /** Whether the text begins with one. */
    static boolean begins(String text) {
        String plain = plain(text);
        return BEGINNING.matcher(plain).lookingAt() || isMade(text);
    }

    /** Whether it begins with one that no sentence goes on with. */
    static boolean interjects(String text) {
        return INTERJECTION.matcher(plain(text)).lookingAt();
    }

    /** Whether the text holds one. */
    static boolean isMade(String text) {
        return ABOUT_THE_TASK.matcher(text.toLowerCase(Locale.ROOT)).find();
    }

    /** Whether a line is nothing else: it names the task, introduces what follows, or is a word like "Sure!". */
    static boolean isAll(String line) {
        String plain = MARKUP_BEHIND.matcher(plain(line)).replaceFirst("");
        return isMade(plain)
                || (BEGINNING.matcher(plain).lookingAt()
                        && (plain.endsWith(":")
                                || ONE_OR_TWO_WORDS.matcher(plain).matches()));
    }

    private static String plain(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace('’', '\'');
        return MARKUP_BEFORE.matcher(lower).replaceFirst("");
    }
}
