package io.oblix.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How each client is pointed at this server: the sections of {@code docs/clients.md}, of which the jar has a copy. A
 * section begins with {@code ## name: Title}.
 *
 * @param titles by name, in their order
 * @param texts by name, in Markdown
 */
public record ClientGuide(Map<String, String> titles, Map<String, String> texts) {

    private static final String FILE = "clients.md";
    private static final String SECTION = "## ";

    /** The server that the file's examples show. */
    private static final String USUAL = "localhost:62549";

    private static final String USUAL_PORT = ":62549";

    public static ClientGuide load() {
        try (InputStream in = ClientGuide.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + FILE);
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static ClientGuide of(String markdown) {
        Map<String, String> titles = new LinkedHashMap<>();
        Map<String, String> texts = new LinkedHashMap<>();
        for (String section : markdown.split("(?m)^" + SECTION, -1)) {
            int colon = section.indexOf(": ");
            int end = section.indexOf('\n');
            if (colon > 0 && colon < end && !section.startsWith("#")) {
                String name = section.substring(0, colon);
                titles.put(name, section.substring(colon + 2, end).strip());
                texts.put(name, section.substring(end + 1).strip());
            }
        }
        return new ClientGuide(titles, texts);
    }

    /**
     * One section for a terminal: without the fences of its code, and with another server in the examples.
     *
     * @param name one of the titles
     * @param server host and port
     */
    public String show(String name, String server) {
        StringBuilder shown = new StringBuilder();
        boolean code = false;
        for (String line : texts.getOrDefault(name, "").split("\n", -1)) {
            if (line.startsWith("```")) {
                code = !code;
            } else {
                shown.append(code && !line.isEmpty() ? "  " : "")
                        .append(code ? line : line.replace("`", ""))
                        .append('\n');
            }
        }
        String port = server.substring(server.lastIndexOf(':'));
        return shown.toString().replace(USUAL, server).replace(USUAL_PORT, port);
    }
}
