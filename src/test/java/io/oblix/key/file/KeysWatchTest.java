package io.oblix.key.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.oblix.key.KeyText;
import io.oblix.key.Keys;
import io.oblix.settings.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class KeysWatchTest {

    @TempDir
    private Path folder;

    private Path file;
    private final Keys keys = new Keys(null);

    @BeforeEach
    void name() {
        file = folder.resolve("keys.yaml");
    }

    private KeysWatch watch() {
        return new KeysWatch(file, KnownNames.ANY, keys::use);
    }

    private static String entry(String name) {
        return "- {name: " + name + ", sha256: " + KeyText.sha256(name) + "}\n";
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private static void twoLooks(KeysWatch watch) {
        watch.follow();
        watch.follow();
    }

    @Test
    void withoutAFileNoKeyIsAskedForUntilThereIsOne() throws Exception {
        KeysWatch watch = watch();
        watch.load();
        assertThat(keys.areAsked()).isFalse();

        write(entry("one"));
        watch.follow();
        assertThat(keys.areAsked()).isFalse();
        watch.follow();

        assertThat(keys.find("one")).isNotNull();
        assertThat(watch.state()).isEqualTo(new KeysWatch.State(true, 1, null));
    }

    @Test
    void aBrokenFirstFileStopsTheStartWithItsLine() throws Exception {
        write(entry("one") + "- {name: two}\n");

        assertThatThrownBy(() -> watch().load())
                .isInstanceOf(StartFailure.class)
                .hasMessage(file + ", line 2: the key has no sha256; the server does not start without its keys")
                .satisfies(failure ->
                        assertThat(((StartFailure) failure).exitStatus()).isEqualTo(2));
    }

    @Test
    void aFolderInTheFilesPlaceStopsTheStart() throws Exception {
        Files.createDirectory(file);

        assertThatThrownBy(() -> watch().load())
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith(file + ": it cannot be read");
    }

    @Test
    void aLinkToNothingStopsTheStart() throws Exception {
        Files.createSymbolicLink(file, folder.resolve("not-mounted"));

        assertThatThrownBy(() -> watch().load())
                .isInstanceOf(StartFailure.class)
                .hasMessage(file + ": it is a link to nothing; the server does not start without its keys");
        assertThat(keys.areAsked()).isFalse();
    }

    private interface Edits {
        void make() throws Exception;
    }

    /** What the audit says meanwhile, without the times. */
    private static List<String> audited(Edits edits) throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("oblix.audit");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Level level = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        try {
            edits.make();
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(level);
        }
        return lines.list.stream()
                .map(line -> line.getFormattedMessage().replaceAll("\"at\":\"20[^\"]*Z\"", "AT"))
                .toList();
    }

    @Test
    void eachChangeOfAKeyIsAuditedWithoutItsHash() throws Exception {
        List<String> said = audited(() -> {
            write(entry("one") + entry("two"));
            KeysWatch watch = watch();
            watch.load();
            write(entry("one").replace("{", "{admin: true, ") + entry("three"));
            twoLooks(watch);
        });

        assertThat(said)
                .containsExactly(
                        "{AT,\"event\":\"keys\",\"who\":\"file\",\"key\":\"one\",\"change\":\"loaded\"}",
                        "{AT,\"event\":\"keys\",\"who\":\"file\",\"key\":\"two\",\"change\":\"loaded\"}",
                        "{AT,\"event\":\"keys\",\"who\":\"file\",\"key\":\"one\",\"change\":\"changed\","
                                + "\"fields\":{\"admin\":[false,true]}}",
                        "{AT,\"event\":\"keys\",\"who\":\"file\",\"key\":\"three\",\"change\":\"added\"}",
                        "{AT,\"event\":\"keys\",\"who\":\"file\",\"key\":\"two\",\"change\":\"removed\"}");
    }

    private static String entry(String name, String key, String fields) {
        return "- {name: " + name + ", sha256: " + KeyText.sha256(key) + fields + "}\n";
    }

    @Test
    void theAuditSaysWhatAKeyMayDoAndEachFieldThatChanges() throws Exception {
        String former = ", previous: {sha256: " + KeyText.sha256("first") + ", until: 2099-01-02T03:04:05Z}";
        List<String> said = audited(() -> {
            write(entry("one", "first", ", admin: true, budget: {day: 5, month: 12.50}, policies: [auto]"));
            KeysWatch watch = watch();
            watch.load();
            write(entry("one", "first", ", budget: {day: 9000}, when-spent: refuse, models: ['ollama:*']"));
            twoLooks(watch);
            write(entry("one", "second", ", requests-per-minute: 6, privacy: local-only" + former));
            twoLooks(watch);
        });

        assertThat(said.stream().map(line -> line.substring(line.indexOf("\"change\""))))
                .containsExactly(
                        "\"change\":\"loaded\",\"fields\":{\"admin\":true,\"policies\":[\"auto\"],"
                                + "\"budget.day\":5.0,\"budget.month\":12.5}}",
                        "\"change\":\"changed\",\"fields\":{\"admin\":[true,false],\"policies\":[[\"auto\"],[]],"
                                + "\"models\":[[],[\"ollama:*\"]],\"budget.day\":[5.0,9000.0],"
                                + "\"budget.month\":[12.5,null],\"when-spent\":[\"local\",\"refuse\"]}}",
                        "\"change\":\"changed\",\"fields\":{\"models\":[[\"ollama:*\"],[]],"
                                + "\"requests-per-minute\":[null,6],\"budget.day\":[9000.0,null],"
                                + "\"when-spent\":[\"refuse\",\"local\"],\"privacy\":[\"any\",\"local-only\"],"
                                + "\"previous.until\":[null,\"2099-01-02T03:04:05Z\"],\"sha256\":\"replaced\"}}");
        assertThat(said).noneMatch(line -> line.contains(KeyText.sha256("first").substring(0, 12)));
        assertThat(said)
                .noneMatch(line -> line.contains(KeyText.sha256("second").substring(0, 12)));
    }

    @Test
    void anEditThatIsRejectedAndADeletionAreAuditedOnce() throws Exception {
        String pasted = KeyText.random();
        List<String> said = audited(() -> {
            write(entry("one"));
            KeysWatch watch = watch();
            watch.load();
            write(entry("one") + "- {name: two, " + pasted + ": x}\n");
            twoLooks(watch);
            twoLooks(watch);
            Files.delete(file);
            twoLooks(watch);
            twoLooks(watch);
        });

        assertThat(said).hasSize(3);
        assertThat(said.get(1))
                .startsWith("{AT,\"event\":\"keys\",\"who\":\"file\",\"change\":\"rejected\",\"reason\":\"" + file
                        + ", line 2: a key has no field 'obx_...")
                .endsWith("; the keys before this edit go on\"}")
                .doesNotContain(pasted.substring(4, 14));
        assertThat(said.get(2))
                .isEqualTo("{AT,\"event\":\"keys\",\"who\":\"file\",\"change\":\"rejected\",\"reason\":\"" + file
                        + " is gone; its 1 keys go on being asked for\"}");
    }

    @Test
    void anEditCounts() throws Exception {
        write(entry("one"));
        KeysWatch watch = watch();
        watch.load();

        write(entry("two"));
        twoLooks(watch);

        assertThat(keys.find("one")).isNull();
        assertThat(keys.find("two")).isNotNull();
    }

    @Test
    void aBadEditKeepsTheKeysAndIsReportedUntilItIsMended() throws Exception {
        write(entry("one"));
        KeysWatch watch = watch();
        watch.load();

        write(entry("one") + "- {name: two, budget: -1}\n");
        twoLooks(watch);
        assertThat(keys.find("one")).isNotNull();
        assertThat(watch.state().count()).isEqualTo(1);
        assertThat(watch.state().problem()).contains("keys.yaml, line 2:").endsWith("the keys before this edit go on");

        write(entry("one"));
        twoLooks(watch);
        assertThat(watch.state().problem()).isNull();
    }

    @Test
    void aDeletedFileLeavesTheDoorAsItIsAndIsReported() throws Exception {
        write(entry("one"));
        KeysWatch watch = watch();
        watch.load();

        Files.delete(file);
        twoLooks(watch);

        assertThat(keys.areAsked()).isTrue();
        assertThat(keys.find("one")).isNotNull();
        assertThat(watch.state().problem()).endsWith("keys.yaml is gone; its 1 keys go on being asked for");
    }

    @Test
    void aFileWithoutKeysRefusesAll() throws Exception {
        write("# none\n");
        KeysWatch watch = watch();
        watch.load();

        assertThat(watch.state()).isEqualTo(new KeysWatch.State(true, 0, null));
        assertThat(keys.areAsked()).isTrue();
    }

    /** As Kubernetes mounts a Secret: the file is a link into a folder that is a link, which is replaced. */
    @Test
    void aLinkedFolderThatIsSwappedCounts() throws Exception {
        Path first = Files.createDirectory(folder.resolve("..2026_1"));
        Path second = Files.createDirectory(folder.resolve("..2026_2"));
        Files.writeString(first.resolve("keys.yaml"), entry("one"));
        Files.writeString(second.resolve("keys.yaml"), entry("two"));
        Path data = folder.resolve("..data");
        Files.createSymbolicLink(data, first.getFileName());
        Files.createSymbolicLink(file, Path.of("..data", "keys.yaml"));
        KeysWatch watch = watch();
        watch.load();
        assertThat(keys.find("one")).isNotNull();

        Path swapped = folder.resolve("..data_tmp");
        Files.createSymbolicLink(swapped, second.getFileName());
        Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        twoLooks(watch);

        assertThat(keys.find("one")).isNull();
        assertThat(keys.find("two")).isNotNull();
    }
}
