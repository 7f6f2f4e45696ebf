package io.oblix.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The jars in {@code lib/} beside the server's own: Camel components, drivers and beans that an operator adds. */
final class LibraryFolder {

    private static final String NAME = "lib";

    private LibraryFolder() {}

    /**
     * Has this thread, and those that it starts, load classes from there too. A class that the server's jar holds as well
     * is taken from that jar.
     */
    static void addToClassPath() {
        Path folder = besideTheJar();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(new URLClassLoader("lib", jars(folder), thread.getContextClassLoader()));
    }

    private static @Nullable Path besideTheJar() {
        CodeSource source = LibraryFolder.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return null;
        }
        URL jar = source.getLocation();
        if (jar == null) {
            // Java 25 does not tell where an archive was made with the jar named in another way.
            return Path.of(System.getProperty("java.class.path", ""))
                    .toAbsolutePath()
                    .resolveSibling(NAME);
        }
        try {
            return Path.of(jar.toURI()).resolveSibling(NAME);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static URL[] jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .map(LibraryFolder::url)
                    .toArray(URL[]::new);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
