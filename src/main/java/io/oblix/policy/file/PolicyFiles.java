package io.oblix.policy.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import io.oblix.settings.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads policies from a folder or from the jar. */
final class PolicyFiles {

    /** The policies in the jar. */
    static final List<String> SHIPPED = List.of("auto", "cloud-first", "local-first", "private");

    private static final String BUNDLED = "/io/oblix/routes/";

    private PolicyFiles() {}

    /** The policy files of a folder. Symbolic links are resolved: Kubernetes mounts a ConfigMap by them. */
    static List<Path> in(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.toRealPath(), "*" + PolicySource.SUFFIX)) {
            for (Path file : files) {
                if (!String.valueOf(file.getFileName()).startsWith(".")) {
                    found.add(folder.resolve(String.valueOf(file.getFileName())));
                }
            }
        }
        found.sort(null);
        return found;
    }

    static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - PolicySource.SUFFIX.length());
    }

    static Path examplesOf(Path file) {
        return file.resolveSibling(nameOf(file) + PolicySource.EXAMPLES_SUFFIX);
    }

    static PolicySource read(Path file) throws IOException {
        return new PolicySource(nameOf(file), file.toString(), TextFile.read(file), examples(examplesOf(file)));
    }

    private static @Nullable String examples(Path file) throws IOException {
        try {
            return TextFile.read(file);
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    /** Why a file could not be read, for its author. */
    static String complaint(IOException unreadable) {
        return unreadable instanceof CharacterCodingException
                ? "it is not written in UTF-8"
                : "it cannot be read (" + unreadable.getClass().getSimpleName() + ")";
    }

    static PolicySource bundled(String name) {
        return PolicySource.bundled(
                name, resource(name + PolicySource.SUFFIX), resource(name + PolicySource.EXAMPLES_SUFFIX));
    }

    /** The schema of {@code NAME.camel.yaml}, from the jar. */
    static JsonNode schema(String name) {
        JsonNode schema = Json.valueOrNull(resource(name + ".schema.json"));
        if (schema == null) {
            throw new IllegalStateException(name + ".schema.json is not JSON");
        }
        return schema;
    }

    private static String resource(String file) {
        try (InputStream in = PolicyFiles.class.getResourceAsStream(BUNDLED + file)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + BUNDLED + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
