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
        super("file", file.toString());
        this.file = file;
        this.yaml = yaml;
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
