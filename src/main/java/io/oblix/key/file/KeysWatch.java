package io.oblix.key.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.key.AuditLog;
import io.oblix.key.Key;
import io.oblix.settings.StartFailure;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the file of keys. It is small, so its text is compared, whatever links, times and sizes say; an edit counts once
 * it is the same at two looks, because some editors truncate first and write later. A bad edit, and a file that is deleted,
 * leave the keys as they are.
 */
public final class KeysWatch {

    private static final Logger LOG = LoggerFactory.getLogger(KeysWatch.class);

    private final Path file;
    private final KnownNames known;
    private final Consumer<List<Key>> users;
    private Map<String, Key> taken = Map.of();
    private @Nullable String takenText;
    private @Nullable String lastText;
    private @Nullable String lastProblem;
    private boolean loaded;
    private volatile State state = new State(false, 0, null);

    /**
     * How the file is.
     *
     * @param asked whether requests need a key
     * @param count of the keys in use
     * @param problem what is wrong with the file as it is now, while an earlier one counts; null when nothing is
     */
    public record State(boolean asked, int count, @Nullable String problem) {}

    /** @param users is given the keys at the start and after each edit */
    public KeysWatch(Path file, KnownNames known, Consumer<List<Key>> users) {
        this.file = file;
        this.known = known;
        this.users = users;
    }

    public State state() {
        return state;
    }

    /**
     * The first look. Without a file no key is asked for.
     *
     * @throws StartFailure when there is one that cannot be used: the door must not stand open by a mistake
     */
    public synchronized void load() throws StartFailure {
        try {
            String text = KeysFile.text(file);
            lastText = text;
            take(text);
        } catch (NoSuchFileException absent) {
            if (Files.isSymbolicLink(file)) {
                throw StartFailure.settings(
                        file + ": it is a link to nothing; the server does not start without its keys");
            }
            LOG.debug("there is no {}: no key is asked for", file);
        } catch (KeysRejected broken) {
            throw StartFailure.settings(broken.at(file.toString()) + "; the server does not start without its keys");
        }
        loaded = true;
    }

    /** A later look; before the first it is none. */
    public synchronized void follow() {
        if (!loaded) {
            return;
        }
        String text = null;
        try {
            text = KeysFile.text(file);
            if (text.equals(takenText)) {
                report(null);
            } else if (text.equals(lastText)) {
                take(text);
                report(null);
            }
        } catch (NoSuchFileException absent) {
            if (takenText != null && lastText == null) {
                report(file + " is gone; its " + taken.size() + " keys go on being asked for");
            } else if (takenText == null) {
                report(null);
            }
        } catch (KeysRejected broken) {
            String before = takenText == null ? "still no key is asked for" : "the keys before this edit go on";
            report(broken.at(file.toString()) + "; " + before);
        }
        lastText = text;
    }

    /** Once for each problem. */
    private void report(@Nullable String problem) {
        if (problem != null && !problem.equals(lastProblem)) {
            LOG.error("{}", problem);
            AuditLog.write(
                    AuditLog.line("keys", "file").put("change", "rejected").put("reason", problem));
        } else if (problem == null && lastProblem != null) {
            LOG.info("{} is in order again", file);
        }
        lastProblem = problem;
        state = new State(state.asked(), state.count(), problem);
    }

    private void take(String text) throws KeysRejected {
        List<Key> read = KeysFile.read(text, known);
        Map<String, Key> now = new TreeMap<>(read.stream().collect(Collectors.toMap(Key::name, Function.identity())));
        if (now.isEmpty()) {
            LOG.warn("{} holds no key: all requests are refused", file);
        }
        users.accept(read);
        audit(now);
        taken = now;
        takenText = text;
        state = new State(true, now.size(), null);
    }

    private static void warnOfExpired(@Nullable Key key) {
        Instant expires = key == null ? null : key.expires();
        if (key != null && expires != null && !expires.isAfter(Instant.now())) {
            LOG.warn("the key {} expired at {}: its requests are refused", key.name(), expires);
        }
    }

    private void audit(Map<String, Key> now) {
        TreeSet<String> names = new TreeSet<>(taken.keySet());
        names.addAll(now.keySet());
        boolean first = takenText == null;
        for (String name : names) {
            Key before = taken.get(name);
            Key after = now.get(name);
            if (after == null || !after.equals(before)) {
                String added = first ? "loaded" : "added";
                String change = after == null ? "removed" : before == null ? added : "changed";
                ObjectNode line = AuditLog.line("keys", "file").put("key", name).put("change", change);
                ObjectNode fields = after == null
                        ? Json.object()
                        : before == null ? KeyChange.added(after) : KeyChange.between(before, after);
                if (!fields.isEmpty()) {
                    line.set("fields", fields);
                }
                AuditLog.write(line);
                warnOfExpired(after);
            }
        }
        if (!first) {
            LOG.info("{} is read again: {} keys", file, now.size());
        }
    }
}
