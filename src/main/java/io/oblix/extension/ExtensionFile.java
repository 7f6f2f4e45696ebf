package io.oblix.extension;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.camel.support.ResourceSupport;

/** A file of the operator's as Camel reads it, in UTF-8 whatever it is written in. */
final class ExtensionFile extends ResourceSupport {

    private final Path file;
    private final String yaml;

    ExtensionFile(Path file, String yaml) {
        super("file", location(file));
        this.file = file;
        this.yaml = yaml;
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
