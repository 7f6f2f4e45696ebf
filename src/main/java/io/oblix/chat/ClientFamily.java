package io.oblix.chat;

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
 * The family of the program that sent a request: {@code claude-code}, {@code open-webui}, {@code openai-python}. Read from
 * the resource {@code client-families.txt}. What a client says of itself proves nothing, so a family may choose a model
 * and sort a table, and must never grant anything.
 */
public final class ClientFamily {

    public static final String OTHER = "other";
    public static final String OPEN_WEBUI = "open-webui";

    private static final String FILE = "client-families.txt";
    private static final List<Row> ROWS = read();

    /** @param prefix whether any name that begins so is meant */
    private record Row(String name, boolean prefix, String family) {

        boolean fits(String lowerCase) {
            return prefix ? lowerCase.startsWith(name) : lowerCase.equals(name);
        }
    }

    private ClientFamily() {}

    /** @param program as a {@code User-Agent} begins, without a version; {@link #OTHER} for one that is not known */
    public static String of(String program) {
        if (program.isEmpty()) {
            return OTHER;
        }
        String lowerCase = program.toLowerCase(Locale.ROOT);
        for (Row row : ROWS) {
            if (row.fits(lowerCase)) {
                return row.family();
            }
        }
        return OTHER;
    }

    private static List<Row> read() {
        List<Row> rows = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(ClientFamily.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int gap = line.lastIndexOf(' ');
                if (gap > 0 && line.charAt(0) != '#') {
                    String name = line.substring(0, gap).strip();
                    boolean prefix = name.endsWith("*");
                    String begin = prefix ? name.substring(0, name.length() - 1) : name;
                    rows.add(new Row(begin, prefix, line.substring(gap + 1)));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return List.copyOf(rows);
    }
}
