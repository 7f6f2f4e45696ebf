package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A provider's sentence without what it quotes of the request. Servers quote a value that they refuse, or the place in a
 * prompt, so that a client could put words into their mouth: {@code input_value='this does not support tools'}.
 */
public final class OwnWords {

    private static final String LEFT_OUT = "…";

    /** What stands before and after a quotation; it may be cut in the middle, and be escaped. */
    private static final String MARKS = "'\"`“”‘’…\\";

    private static final String DOTS = "...";

    /** Bounds the search in large requests. */
    private static final int MAX_QUOTATIONS = 24;

    private static final int MIN_WORDS_OF_VALUE = 3;

    private OwnWords() {}

    /** Single words that such sentences are made of stay: {@code 'image_url'} is a value, too. */
    public static String of(String sentence, ChatRequest request) {
        List<String> texts = new ArrayList<>();
        collect(request.body(), texts);
        String own = sentence;
        for (String text : texts) {
            if (text.length() <= own.length() && words(text) >= MIN_WORDS_OF_VALUE && own.contains(text)) {
                own = own.replace(text, LEFT_OUT);
            }
        }
        return withoutQuotations(own, texts);
    }

    private static String withoutQuotations(String sentence, List<String> texts) {
        StringBuilder own = new StringBuilder(sentence.length());
        int searches = 0;
        for (int i = 0; i < sentence.length(); ) {
            int end = searches < MAX_QUOTATIONS && begins(sentence, i) ? end(sentence, i, texts) : i;
            searches += begins(sentence, i) ? 1 : 0;
            if (end > i) {
                own.append(LEFT_OUT);
                i = end;
            } else {
                own.append(sentence.charAt(i++));
            }
        }
        return own.toString();
    }

    /** After a mark, or after what is escaped by one, as in {@code \n}. */
    private static boolean begins(String sentence, int i) {
        return i > 0
                && MARKS.indexOf(sentence.charAt(i)) < 0
                && !Character.isWhitespace(sentence.charAt(i))
                && (MARKS.indexOf(sentence.charAt(i - 1)) >= 0
                        || (i > 1 && sentence.charAt(i - 2) == '\\')
                        || sentence.startsWith(DOTS, i - DOTS.length()));
    }

    /** The end of the longest quotation that begins here; the beginning if there is none. */
    private static int end(String sentence, int from, List<String> texts) {
        int longest = from;
        int seed = from;
        while (seed < sentence.length() && isOfWord(sentence.charAt(seed))) {
            seed++;
        }
        String word = sentence.substring(from, Math.max(seed, from + 1));
        for (String text : texts) {
            for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) {
                int length = word.length();
                while (from + length < sentence.length()
                        && at + length < text.length()
                        && sentence.charAt(from + length) == text.charAt(at + length)) {
                    length++;
                }
                int end = lastMark(sentence, Math.max(longest, from), from + length);
                longest = Math.max(longest, end);
            }
        }
        boolean usual = ReasonInLog.isUsual(sentence.substring(from, longest).toLowerCase(Locale.ROOT));
        return usual ? from : longest;
    }

    /** The last place before which all is quoted and at which a mark or dots stand. */
    private static int lastMark(String sentence, int from, int to) {
        for (int end = to; end > from; end--) {
            if (end < sentence.length()
                    && (MARKS.indexOf(sentence.charAt(end)) >= 0 || sentence.startsWith(DOTS, end))) {
                return end;
            }
        }
        return from;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }

    private static int words(String text) {
        int words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length() && words < MIN_WORDS_OF_VALUE; i++) {
            boolean letter = !Character.isWhitespace(text.charAt(i));
            words += letter && !inWord ? 1 : 0;
            inWord = letter;
        }
        return words;
    }

    /** Values, and names but those of the body's own fields. The model's name is the provider's to say. */
    private static void collect(JsonNode json, List<String> texts) {
        json.properties().forEach(field -> {
            if (!field.getKey().equals("model")) {
                within(field.getValue(), texts);
            }
        });
    }

    private static void within(JsonNode json, List<String> texts) {
        if (json.isTextual()) {
            texts.add(json.textValue());
        }
        json.properties().forEach(field -> texts.add(field.getKey()));
        json.forEach(part -> within(part, texts));
    }
}
