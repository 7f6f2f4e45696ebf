package io.oblix.extension;

import io.oblix.settings.StartFailure;
import io.oblix.settings.TextFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.support.ResourceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A file of the operator's as Camel reads it, in UTF-8 whatever it is written in. */
final class ExtensionFile extends ResourceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(ExtensionFile.class);
    private static final Pattern FILE = Pattern.compile("[^.].*\\.camel\\.ya?ml");
    private static final Pattern YAML = Pattern.compile("[^.].*\\.ya?ml", Pattern.CASE_INSENSITIVE);

    private final Path file;
    private final String yaml;

    private ExtensionFile(Path file, String yaml) {
        super("file", location(file));
        this.file = file;
        this.yaml = yaml;
    }

    /** The extensions of a folder, in the order of their names; none where there is no folder. */
    static List<Path> in(Path folder) throws StartFailure {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found =
                    files.filter(file -> isNamed(file, YAML)).sorted().toList();
            found.stream()
                    .filter(file -> !isNamed(file, FILE))
                    .forEach(file -> LOG.warn("{} is not used: an extension is named NAME.camel.yaml", file));
            return found.stream().filter(file -> isNamed(file, FILE)).toList();
        } catch (IOException unreadable) {
            throw ExtensionFault.in(folder, unreadable);
        }
    }

    private static boolean isNamed(Path file, Pattern name) {
        return name.matcher(String.valueOf(file.getFileName())).matches();
    }

    /**
     * Reads a file. Camel reads one whose dash was forgotten as one that holds nothing.
     *
     * @throws IOException when it cannot be read, or is no list
     * @throws StartFailure when it is no YAML
     */
    static ExtensionFile read(Path file) throws StartFailure, IOException {
        String yaml = TextFile.read(file);
        Object content;
        try {
            content = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        } catch (YamlEngineException malformed) {
            throw ExtensionFault.malformed(file, malformed);
        }
        if (!(content instanceof List<?> entries) || entries.isEmpty()) {
            throw new IOException("it must be a list of routes or beans: lines that begin with a dash");
        }
        return new ExtensionFile(file.toRealPath(), yaml);
    }

    /** Camel takes what follows the first dot of the name for the language, and knows {@code camel.yaml} alone. */
    private static String location(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
        return file.resolveSibling(name.replaceFirst("\\.camel$", "").replace('.', '-') + ".camel.yaml")
                .toString();
    }

    @Override
    public URI getURI() {
        return file.toUri();
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
