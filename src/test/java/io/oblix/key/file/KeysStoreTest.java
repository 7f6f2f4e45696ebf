package io.oblix.key.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.oblix.fixture.Await;
import io.oblix.key.Key;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KeysStoreTest {

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("keys.yaml");
    }

    private KeysStore store() {
        return new KeysStore(file(), KnownNames.ANY);
    }

    private static void create(KeysStore store, String name) throws IOException {
        try {
            store.edit(text -> text.with(KeysText.entry(name, name)));
        } catch (KeysRejected wrong) {
            throw new AssertionError(wrong);
        }
    }

    /** Another process makes some keys. */
    public static void main(String[] arguments) throws IOException {
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            create(new KeysStore(Path.of(arguments[0]), KnownNames.ANY), arguments[1] + i);
        }
    }

    private List<String> names() throws Exception {
        return KeysFile.read(Files.readString(file()), KnownNames.ANY).stream()
                .map(Key::name)
                .toList();
    }

    private void assertNothingElseIsThere() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void ofManyEditsAtOnceNoneIsLost() throws Exception {
        int each = 12;
        List<Process> others = new ArrayList<>();
        for (String other : List.of("x", "y")) {
            others.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            KeysStoreTest.class.getName(),
                            file().toString(),
                            other,
                            String.valueOf(each))
                    .redirectErrorStream(true)
                    .start());
        }
        // Or these edits would be done before another process has started.
        Await.until(
                "another process edits",
                () -> Files.exists(file()) || !others.get(0).isAlive());
        List<Thread> threads = IntStream.range(0, each)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        create(store(), "t" + i);
                    } catch (IOException failed) {
                        throw new AssertionError(failed);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        for (Process other : others) {
            try (InputStream output = other.getInputStream()) {
                String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(other.waitFor()).as(said).isZero();
            }
        }

        List<String> all = Stream.of("t", "x", "y")
                .flatMap(who -> IntStream.range(0, each).mapToObj(i -> who + i))
                .toList();
        assertThat(names()).containsExactlyInAnyOrderElementsOf(all);
        assertNothingElseIsThere();
    }

    @Test
    void anEditThatWasKilledIsNamedWithItsRemedy() throws Exception {
        create(store(), "a");
        Path left = Files.createFile(folder.resolve(".keys.yaml.new"));
        KeysStore store = new KeysStore(file(), KnownNames.ANY, Duration.ofMillis(50), (fresh, like) -> {});

        assertThatThrownBy(() -> create(store, "b"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(
                        "another command edits it; if none runs, one was killed: delete " + left.toRealPath());
        assertThat(left).exists();
        Files.delete(left);
        create(store, "b");
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void anEditThatIsRefusedLeavesNothingBehind() throws Exception {
        create(store(), "a");
        String before = Files.readString(file());

        assertThatThrownBy(() -> store().edit(text -> text.with(KeysText.entry("a", "other"))))
                .isInstanceOf(KeysRejected.class);
        assertThatThrownBy(() -> store().edit(text -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(file()).hasContent(before);
        assertNothingElseIsThere();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFolderThatCannotBeWrittenIsSaidAtOnce() throws Exception {
        create(store(), "a");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeThat(Files.isWritable(folder)).as("root writes everywhere").isFalse();
            assertThatThrownBy(() -> create(store(), "b")).isInstanceOf(AccessDeniedException.class);
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aNewFileIsReadByItsOwnerOnlyAndLaterItsModeStays() throws Exception {
        create(store(), "a");
        assertThat(mode()).isEqualTo("rw-------");

        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        create(store(), "b");

        assertThat(mode()).isEqualTo("rw-r-----");
        assertNothingElseIsThere();
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file()));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void itsOwnerAndGroupStayOrNothingIsChanged() throws Exception {
        create(store(), "a");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        String before = Files.readString(file());
        PosixFileAttributes attributes = Files.readAttributes(file(), PosixFileAttributes.class);
        List<String> given = new ArrayList<>();
        KeysStore mayGive = new KeysStore(
                file(),
                KnownNames.ANY,
                Duration.ZERO,
                (fresh, like) -> given.add(
                        PosixFilePermissions.toString(fresh.readAttributes().permissions()) + " "
                                + like.owner().equals(attributes.owner())
                                + like.group().equals(attributes.group())));
        KeysStore mayNot = new KeysStore(file(), KnownNames.ANY, Duration.ZERO, (fresh, like) -> {
            throw new FileSystemException("", null, "Operation not permitted");
        });

        assertThatThrownBy(() -> create(mayNot, "b"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(
                        "%s: its owner %s and group %s could not be kept: run the command as %s",
                        file(), attributes.owner(), attributes.group(), attributes.owner());
        assertThat(file()).hasContent(before);
        assertNothingElseIsThere();
        create(mayGive, "b");
        assertThat(given).as("nobody else reads it before it has its owner").containsExactly("rw------- truetrue");
        assertThat(mode()).isEqualTo("rw-r-----");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void rootKeepsTheFileOfTheServersUser() throws Exception {
        create(store(), "a");
        UserPrincipalLookupService users = file().getFileSystem().getUserPrincipalLookupService();
        assumeThat(Files.getOwner(file())).isEqualTo(users.lookupPrincipalByName("root"));
        PosixFileAttributeView view = Files.getFileAttributeView(file(), PosixFileAttributeView.class);
        view.setOwner(users.lookupPrincipalByName("nobody"));
        view.setGroup(users.lookupPrincipalByGroupName("daemon"));

        create(store(), "b");

        PosixFileAttributes kept = Files.readAttributes(file(), PosixFileAttributes.class);
        assertThat(kept.owner().getName() + ":" + kept.group().getName()).isEqualTo("nobody:daemon");
        assertThat(mode()).isEqualTo("rw-------");
    }
}
