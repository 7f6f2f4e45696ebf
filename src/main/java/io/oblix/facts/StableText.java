package io.oblix.facts;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What of a text stays the same while a conversation goes on. Programs put reminders, the date and the time into the texts
 * that a conversation begins with, other ones for each turn; without them the beginning is still that of the same conversation.
 */
final class StableText {

    /** How much of a text is compared, in characters: enough to tell conversations apart. */
    static final int HEAD = 4_000;

    /** What programs put into messages on their own; all of it changes from turn to turn. */
    private static final List<String> BLOCKS = List.of("system-reminder", "environment_context");

    /** Days, months and halves of the day, as texts of programs write them. */
    private static final List<String> OF_DATES = List.of(
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
            "Mon",
            "Tue",
            "Wed",
            "Thu",
            "Fri",
            "Sat",
            "Sun",
            "Jan",
            "Feb",
            "Mar",
            "Apr",
            "Jun",
            "Jul",
            "Aug",
            "Sep",
            "Oct",
            "Nov",
            "Dec",
            "AM",
            "PM");

    /** The same, for each capital letter: most words of a text begin with none of them. */
    private static final List<List<String>> BY_INITIAL = IntStream.rangeClosed('A', 'Z')
            .mapToObj(initial ->
                    OF_DATES.stream().filter(name -> name.charAt(0) == initial).toList())
            .toList();

    /** Takes what stays of a text, so that no copy of it is made. */
    interface Sink {
        void add(char c);
    }

    private StableText() {}

    /**
     * Hands on the head of the user's text without the program's blocks, dates and times of day.
     *
     * @return whether there is more in it than space
     */
    static boolean ofUser(String text, Sink sink) {
        int length = text.length();
        int taken = 0;
        boolean any = false;
        for (int at = 0; at < length && taken < HEAD; ) {
            int end = skipped(text, at);
            if (end > at) {
                at = end;
            } else {
                char c = text.charAt(at++);
                any |= !Character.isWhitespace(c);
                sink.add(c);
                taken++;
            }
        }
        return any;
    }

    /** The same of instructions, in which no number and no name of a day or month counts. */
    static void ofInstructions(String text, Sink sink) {
        int length = Math.min(text.length(), HEAD);
        for (int at = 0; at < length; ) {
            int end = block(text, at);
            end = end > at ? end : word(text, at);
            if (end > at) {
                at = end;
            } else {
                char c = text.charAt(at++);
                if (!isDigit(c)) {
                    sink.add(c);
                }
            }
        }
    }

    /** The length of the user's text without the program's blocks. */
    static int length(String text) {
        int length = text.length();
        for (int at = text.indexOf('<'); at >= 0; ) {
            int end = block(text, at);
            length -= end - at;
            at = text.indexOf('<', Math.max(end, at + 1));
        }
        return length;
    }

    private static int skipped(String text, int at) {
        int end = block(text, at);
        if (end > at || !isDigit(text.charAt(at)) || (at > 0 && isDigit(text.charAt(at - 1)))) {
            return end;
        }
        end = pattern(text, at, "dddd-dd-dd");
        end = end > at ? end : pattern(text, at, "dd:dd:dd");
        return end > at ? end : pattern(text, at, "dd:dd");
    }

    /** The end of the block that begins here; the same place where none does. */
    private static int block(String text, int at) {
        if (text.charAt(at) == '<') {
            for (String name : BLOCKS) {
                if (text.startsWith(name, at + 1)) {
                    String closing = "</" + name + ">";
                    int end = text.indexOf(closing, at);
                    return end < 0 ? text.length() : end + closing.length();
                }
            }
        }
        return at;
    }

    /** The end of the name of a day or a month that is a word here. */
    private static int word(String text, int at) {
        char c = text.charAt(at);
        if (c < 'A' || c > 'Z' || (at > 0 && Character.isLetter(text.charAt(at - 1)))) {
            return at;
        }
        for (String name : BY_INITIAL.get(c - 'A')) {
            int end = at + name.length();
            if (text.startsWith(name, at) && (end == text.length() || !Character.isLetter(text.charAt(end)))) {
                return end;
            }
        }
        return at;
    }

    /** @param shape in which d is a digit */
    private static int pattern(String text, int at, String shape) {
        if (at + shape.length() > text.length()) {
            return at;
        }
        for (int i = 0; i < shape.length(); i++) {
            char c = text.charAt(at + i);
            if (shape.charAt(i) == 'd' ? !isDigit(c) : c != shape.charAt(i)) {
                return at;
            }
        }
        return at + shape.length();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
