package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import io.oblix.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A file to be translated. The expected result stands beside it, under the same name with another ending. */
record Golden(Path input, String ending) {

    /** The files with these endings in a folder of this package's test resources. */
    static List<Golden> in(String folder, String... endings) {
        URL url = Golden.class.getResource(folder);
        if (url == null) {
            throw new IllegalStateException("no golden files under " + folder);
        }
        try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
            return files.sorted()
                    .flatMap(file -> Stream.of(endings)
                            .filter(ending -> file.getFileName().toString().endsWith(ending))
                            .map(ending -> new Golden(file, ending)))
                    .toList();
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    String name() {
        String file = input.getFileName().toString();
        return file.substring(0, file.length() - ending.length());
    }

    byte[] bytes() {
        return bytes(input);
    }

    boolean has(String otherEnding) {
        return Files.exists(beside(otherEnding));
    }

    String text(String otherEnding) {
        return new String(bytes(beside(otherEnding)), StandardCharsets.UTF_8);
    }

    private Path beside(String otherEnding) {
        return input.resolveSibling(name() + otherEnding);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Equal texts for equal JSON in any layout; numbers stay as they were written. */
    static String canonical(JsonNode json) {
        try {
            return Json.MAPPER
                    .writerWithDefaultPrettyPrinter()
                    .with(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
                    .writeValueAsString(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static String canonical(String json) {
        try {
            return canonical(Json.MAPPER.readTree(json));
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
