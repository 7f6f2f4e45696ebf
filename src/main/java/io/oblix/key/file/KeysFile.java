package io.oblix.key.file;

import io.oblix.key.Key;
import io.oblix.settings.TextFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the file of keys. A mistake anywhere rejects the whole file. */
public final class KeysFile {

    private static final long MAX_BYTES = 16L << 20;

    private KeysFile() {}

    /**
     * The text of the file.
     *
     * @throws NoSuchFileException when there is none
     * @throws KeysRejected when it cannot be read
     */
    public static String text(Path file) throws KeysRejected, NoSuchFileException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new KeysRejected("it is larger than 16 MiB", 0);
            }
            return TextFile.read(file);
        } catch (NoSuchFileException absent) {
            throw absent;
        } catch (CharacterCodingException notText) {
            throw new KeysRejected("it is not written in UTF-8", 0);
        } catch (IOException unreadable) {
            throw new KeysRejected("it cannot be read (" + unreadable.getClass().getSimpleName() + ")", 0);
        }
    }

    /** The keys in this text. */
    public static List<Key> read(String text, KnownNames known) throws KeysRejected {
        List<Key> keys = new ArrayList<>();
        Map<String, Integer> names = new HashMap<>();
        Map<String, Integer> hashes = new HashMap<>();
        for (Node entry : Yaml.list(text)) {
            Key key = new KeyEntry(entry, known).key();
            Integer first = names.putIfAbsent(key.name(), Yaml.line(entry));
            if (first != null) {
                throw Yaml.rejected("the name " + key.name() + " is that of the key in line " + first + " too", entry);
            }
            for (Key.Hash hash : key.hashes()) {
                Integer other = hashes.putIfAbsent(hash.sha256(), Yaml.line(entry));
                if (other != null) {
                    throw Yaml.rejected(
                            "the key " + key.name() + " has the hash of the key in line " + other + " too", entry);
                }
            }
            keys.add(key);
        }
        return keys;
    }
}
