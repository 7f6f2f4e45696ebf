package io.oblix.key.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The file of keys on a disk, for commands that edit it. */
public record KeysStore(Path file, KnownNames known) {

    /** Empty when there is no file. */
    public String text() throws KeysRejected {
        try {
            return KeysFile.text(file);
        } catch (NoSuchFileException absent) {
            return "";
        }
    }

    /**
     * Replaces the file in one step, so that a server reads the old text or the new one; only its owner can read it.
     *
     * @throws KeysRejected when a server would not take the new text; then nothing is written
     */
    public void write(String text) throws KeysRejected, IOException {
        KeysFile.read(text, known);
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = target.getParent();
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path fresh = Files.createTempFile(folder, ".keys", ".yaml", attributes);
        try {
            Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
