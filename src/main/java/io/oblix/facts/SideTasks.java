package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Reminders;
import io.oblix.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Knows what programs ask on their own, beside their user's questions: a title, tags, a quota check. By the fixed words
 * that they ask in, which the resource {@code side-tasks.txt} lists, or by a header. A user who types the same words
 * gets what the program would get.
 */
public final class SideTasks {

    /** Of a request of the user's own. */
    public static final String NONE = "";

    private static final String FILE = "side-tasks.txt";

    /** How much of a text is searched for a marker that need not begin it, in characters. */
    private static final int HEAD = 1_500;

    /** What stands around the conversation that a program asks about. */
    private static final String HISTORY = "<chat_history>";

    private static final String HISTORY_END = "</chat_history>";

    /** How much a program may say before that conversation, in characters. */
    private static final int LONGEST_FRAME = 12_000;

    private static final int COLUMNS = 5;

    private final List<Row> ofHeaders;
    private final List<Row> ofInstructions;
    private final List<Row> ofUsers;

    private enum How {
        BEGINS,
        HEAD,
        IS,
        FRAME
    }

    private record Row(String task, String where, How how, String marker) {

        static Row of(String line) {
            String[] columns = line.split("\\|", -1);
            if (columns.length != COLUMNS) {
                throw new IllegalStateException(FILE + ": " + line);
            }
            return new Row(
                    columns[0].strip(),
                    columns[1].strip(),
                    How.valueOf(columns[2].strip().toUpperCase(Locale.ROOT)),
                    columns[3].strip().replace("\\n", "\n"));
        }

        boolean mayHaveTools() {
            return where.equals("last") || where.equals("header");
        }

        /** @param from where the text begins behind white space */
        boolean fits(String text, int from) {
            return switch (how) {
                case BEGINS -> isAt(text, from);
                case IS ->
                    isAt(text, from)
                            && text.length() - from < 2 * marker.length() + 2
                            && text.strip().length() == marker.length();
                case HEAD -> isWithin(text, from, Math.min(text.length(), from + HEAD) - marker.length());
                case FRAME -> isFramed(text, from);
            };
        }

        /** Instructions under headings, then a conversation in tags: the words are the operator's, the form is not. */
        private boolean isFramed(String text, int from) {
            if (!text.startsWith("###", from)) {
                return false;
            }
            int history = text.indexOf(HISTORY);
            return history > 0
                    && history < from + LONGEST_FRAME
                    && isWithin(text, from, history - marker.length())
                    && text.indexOf(HISTORY_END, history) > 0;
        }

        private boolean isAt(String text, int at) {
            return text.regionMatches(true, at, marker, 0, marker.length());
        }

        private boolean isWithin(String text, int from, int last) {
            for (int at = from; at <= last; at++) {
                if (isAt(text, at)) {
                    return true;
                }
            }
            return false;
        }
    }

    private SideTasks(List<Row> rows) {
        this.ofHeaders =
                rows.stream().filter(row -> row.where().equals("header")).toList();
        this.ofInstructions =
                rows.stream().filter(row -> row.where().equals("system")).toList();
        this.ofUsers = rows.stream()
                .filter(row -> row.where().equals("user") || row.where().equals("last"))
                .toList();
    }

    /** Loads the list that the jar contains. */
    public static SideTasks load() {
        List<Row> rows = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(SideTasks.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && line.charAt(0) != '#') {
                    rows.add(Row.of(line));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new SideTasks(rows);
    }

    /** {@code title}, {@code tags}, {@code quota-check}; {@link #NONE} for a request of the user's own. */
    public String of(ChatRequest request, boolean hasTools) {
        String named = request.task().isEmpty() ? NONE : named(request.task());
        return named.equals(NONE) ? byWords(request, hasTools) : named;
    }

    /** Also if it is already a name of ours: facts may be read twice. */
    private String named(String task) {
        for (Row row : ofHeaders) {
            if (row.task().equals(task)) {
                return task;
            }
        }
        return task(ofHeaders, task, true);
    }

    /** Of the instructions only those before the first other message, and the last message of the user. */
    private String byWords(ChatRequest request, boolean hasTools) {
        if (!hasTools) {
            for (JsonNode message : request.messages()) {
                String role = message.path("role").asText();
                if (!role.equals("system") && !role.equals("developer")) {
                    break;
                }
                String task = within(ofInstructions, message, false);
                if (!task.equals(NONE)) {
                    return task;
                }
            }
        }
        for (int i = request.messages().size() - 1; i >= 0; i--) {
            JsonNode message = request.messages().get(i);
            String role = message.path("role").asText();
            if (role.equals("user") && !Reminders.isAll(message)) {
                return within(ofUsers, message, hasTools);
            } else if (role.equals("assistant") || role.equals("tool")) {
                break;
            }
        }
        return NONE;
    }

    private static String within(List<Row> rows, JsonNode message, boolean hasTools) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return task(rows, content.textValue(), hasTools);
        }
        for (JsonNode part : content) {
            String text = Json.text(part, "text");
            String task = text == null ? NONE : task(rows, text, hasTools);
            if (!task.equals(NONE)) {
                return task;
            }
        }
        return NONE;
    }

    private static String task(List<Row> rows, String text, boolean hasTools) {
        int from = 0;
        while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        for (Row row : rows) {
            if ((!hasTools || row.mayHaveTools()) && row.fits(text, from)) {
                return row.task();
            }
        }
        return NONE;
    }
}
