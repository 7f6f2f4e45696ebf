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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads policies from a folder or from the jar. */
final class PolicyFiles {

    /** The policies in the jar. */
    static final List<String> SHIPPED = List.of("auto", "careful", "cloud-first", "local-first", "private");

    private static final String BUNDLED = "/io/oblix/routes/";

    private static final String SHORT_ENDING = ".yml";
    private static final String EXAMPLES_SHORT_SUFFIX = ".examples" + SHORT_ENDING;
    private static final String NAMING =
            "a policy is named NAME" + PolicySource.SUFFIX + " or NAME.camel" + SHORT_ENDING + ", and its examples NAME"
                    + PolicySource.EXAMPLES_SUFFIX + " or NAME" + EXAMPLES_SHORT_SUFFIX;

    private static final Pattern POLICY = Pattern.compile("([^.].*)\\.camel\\.ya?ml");
    private static final Pattern EXAMPLES = Pattern.compile("([^.].*)\\.examples\\.ya?ml");
    private static final Pattern YAML = Pattern.compile("[^.].*\\.ya?ml", Pattern.CASE_INSENSITIVE);

    private PolicyFiles() {}

    /** The policy files of a folder. Symbolic links are resolved: Kubernetes mounts a ConfigMap by them. */
    static List<Path> in(Path folder) throws IOException {
        List<Path> found = yamlFiles(folder);
        return found.stream()
                .filter(file -> isPolicy(file) && !isSecond(file, found))
                .toList();
    }

    /** A line for each other file that looks like a policy or its examples, so that none is passed over in silence. */
    static List<String> unused(Path folder) throws IOException {
        List<Path> found = yamlFiles(folder);
        List<String> lines = new ArrayList<>();
        for (Path file : found) {
            if (isSecond(file, found)) {
                lines.add(file + " is not used, because " + firstOf(file).getFileName() + " is beside it");
            } else if (!isPolicy(file) && !isExamples(file)) {
                lines.add(file + " is not used: " + NAMING);
            } else if (isExamples(file)
                    && found.stream().noneMatch(policy -> examplesOf(policy).equals(file))) {
                lines.add(file + " is not used: there is no " + baseOf(file, EXAMPLES) + PolicySource.SUFFIX
                        + " beside it");
            }
        }
        return lines;
    }

    private static List<Path> yamlFiles(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.toRealPath())) {
            for (Path file : files) {
                if (YAML.matcher(String.valueOf(file.getFileName())).matches()) {
                    // Not by its name as text: the locale may be unable to tell it.
                    found.add(folder.resolve(file.getFileName()));
                }
            }
        }
        found.sort(null);
        return found;
    }

    private static boolean isPolicy(Path file) {
        return baseOf(file, POLICY) != null;
    }

    private static boolean isExamples(Path file) {
        return baseOf(file, EXAMPLES) != null;
    }

    /** Whether the same name with the usual ending is there, too. */
    private static boolean isSecond(Path file, List<Path> found) {
        Path first = firstOf(file);
        return !first.equals(file) && found.contains(first);
    }

    /** {@code auto.camel.yaml} of {@code auto.camel.yml}. */
    private static Path firstOf(Path file) {
        String name = String.valueOf(file.getFileName());
        boolean known = isPolicy(file) || isExamples(file);
        return known && name.endsWith(SHORT_ENDING)
                ? file.resolveSibling(name.substring(0, name.length() - SHORT_ENDING.length()) + ".yaml")
                : file;
    }

    private static @Nullable String baseOf(Path file, Pattern ending) {
        Matcher name = ending.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? name.group(1) : null;
    }

    /** @param file one of {@link #in} */
    static String nameOf(Path file) {
        String name = baseOf(file, POLICY);
        return name == null ? String.valueOf(file.getFileName()) : name;
    }

    /** Where the examples of a policy are, or would be. */
    static Path examplesOf(Path file) {
        Path examples = file.resolveSibling(nameOf(file) + PolicySource.EXAMPLES_SUFFIX);
        Path second = file.resolveSibling(nameOf(file) + EXAMPLES_SHORT_SUFFIX);
        return !Files.exists(examples) && Files.exists(second) ? second : examples;
    }

    static PolicySource read(Path file) throws IOException {
        Path examples = examplesOf(file);
        return new PolicySource(
                nameOf(file), file.toString(), TextFile.read(file), examples(examples), examples.toString());
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
