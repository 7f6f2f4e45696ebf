package io.oblix.key.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;

/** The file of keys on a disk, for commands that edit it. */
public final class KeysStore {

    /** How long an edit waits for another one, which takes milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private final Path file;
    private final KnownNames known;
    private final Duration patience;
    private final Owners owners;

    /** An edit of the text; one that throws leaves the file as it is. */
    public interface Edit {
        String of(KeysText text) throws KeysRejected;
    }

    /** Gives a new file to an owner and a group, which the operating system lets few users do. */
    interface Owners {
        void give(PosixFileAttributeView fresh, PosixFileAttributes like) throws IOException;
    }

    public KeysStore(Path file, KnownNames known) {
        this(file, known, PATIENCE, KeysStore::give);
    }

    KeysStore(Path file, KnownNames known, Duration patience, Owners owners) {
        this.file = file;
        this.known = known;
        this.patience = patience;
        this.owners = owners;
    }

    public Path file() {
        return file;
    }

    public KnownNames known() {
        return known;
    }

    /** Empty when there is no file. */
    public String text() throws KeysRejected {
        try {
            return KeysFile.text(file);
        } catch (NoSuchFileException absent) {
            return "";
        }
    }

    /**
     * Replaces the file in one step, so that a server reads the old text or the new one. Its owner, group and mode stay; a
     * new one can be read by its owner only. The new text is written to a file beside it, which only one edit at a time can
     * create: edits at once wait for each other, and none is lost.
     *
     * @throws KeysRejected when a server would not take the new text; then nothing is written
     * @throws IOException when the file cannot be written, or not with the owner and group that it has; it is as it was
     */
    public void edit(Edit edit) throws KeysRejected, IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path fresh = target.resolveSibling("." + Objects.requireNonNull(target.getFileName()) + ".new");
        createAlone(fresh);
        boolean written = false;
        try {
            String text = edit.of(new KeysText(text()));
            KeysFile.read(text, known);
            Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
            if (Files.exists(target)) {
                keepRights(target, fresh);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = true;
        } finally {
            // Once it is moved, the file of this name is the next edit's.
            if (!written) {
                Files.deleteIfExists(fresh);
            }
        }
    }

    private void createAlone(Path fresh) throws IOException {
        boolean posix = Files.getFileStore(Objects.requireNonNull(fresh.getParent()))
                .supportsFileAttributeView(PosixFileAttributeView.class);
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        long start = System.nanoTime();
        while (true) {
            try {
                Files.createFile(fresh, attributes);
                return;
            } catch (FileAlreadyExistsException edited) {
                if (System.nanoTime() - start > patience.toNanos()) {
                    throw new FileSystemException(
                            file.toString(),
                            null,
                            "another command edits it; if none runs, one was killed: delete " + fresh);
                }
                pause();
            }
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** A server that runs as another user reads the new file as it read the old one. */
    private void keepRights(Path old, Path fresh) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes kept = Files.readAttributes(old, PosixFileAttributes.class);
        try {
            owners.give(view, kept);
        } catch (FileSystemException refused) {
            String owner = kept.owner().getName();
            throw new FileSystemException(
                    file.toString(),
                    null,
                    "its owner " + owner + " and group " + kept.group().getName()
                            + " could not be kept: run the command as "
                            + (owner.equals("root") ? owner : owner + " or root"));
        }
        // Only now, as until then another owner or group would have these rights.
        view.setPermissions(kept.permissions());
    }

    private static void give(PosixFileAttributeView fresh, PosixFileAttributes like) throws IOException {
        PosixFileAttributes now = fresh.readAttributes();
        if (!now.owner().equals(like.owner())) {
            fresh.setOwner(like.owner());
        }
        if (!now.group().equals(like.group())) {
            fresh.setGroup(like.group());
        }
    }
}
