package io.oblix.facts.complexity;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * Prints what the scorer makes of prompts, for the training in {@code docs/complexity}. Reads lines of JSON with a
 * {@code prompt} each. {@code features FILE} prints a table with one row per prompt, {@code scores FILE} the same lines
 * with a {@code score} each.
 */
final class PromptTable {

    /** Prompts may hold lone surrogates, which UTF-8 cannot. */
    private static final ObjectWriter ASCII = Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private PromptTable() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("features FILE or scores FILE");
        }
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try (BufferedReader lines = Files.newBufferedReader(Path.of(arguments[1]))) {
            switch (arguments[0]) {
                case "features" -> features(lines, out);
                case "scores" -> scores(lines, out);
                default -> throw new IllegalArgumentException("features or scores, not " + arguments[0]);
            }
        }
        out.flush();
    }

    static void features(BufferedReader lines, PrintStream out) throws IOException {
        ComplexityWords words = words();
        out.println(String.join("\t", PromptFeatures.names(words)));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            StringJoiner row = new StringJoiner("\t");
            for (float value : PromptFeatures.of(prompt(line), words).values()) {
                row.add(Float.toString(value));
            }
            out.println(row);
        }
    }

    static void scores(BufferedReader lines, PrintStream out) throws IOException {
        Complexity scorer = Complexity.load();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            ObjectNode row = (ObjectNode) Json.MAPPER.readTree(line);
            out.println(ASCII.writeValueAsString(row.put("score", scorer.score(prompt(line)))));
        }
    }

    private static String prompt(String line) throws IOException {
        return Json.MAPPER.readTree(line).path("prompt").textValue();
    }

    private static ComplexityWords words() throws IOException {
        try (InputStream file = PromptTable.class.getResourceAsStream("complexity-words.txt")) {
            return ComplexityWords.read(Objects.requireNonNull(file));
        }
    }
}
