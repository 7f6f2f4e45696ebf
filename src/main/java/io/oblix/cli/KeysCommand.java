package io.oblix.cli;

import io.oblix.key.Key;
import io.oblix.key.KeyText;
import io.oblix.key.file.KeysFile;
import io.oblix.key.file.KeysRejected;
import io.oblix.key.file.KeysStore;
import io.oblix.key.file.KeysText;
import io.oblix.key.file.KnownNames;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.provider.ProviderTypes;
import io.oblix.provider.Providers;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code keys}: makes, lists, revokes and rotates the keys of callers. A server takes up the change by itself. Only what
 * another program may want to read, a new key, is on the standard output of {@code create} and {@code rotate}.
 */
@Command(name = "keys", description = "Makes, lists, revokes and rotates the keys of callers, in the file of keys.")
final class KeysCommand implements Callable<Integer> {

    private static final Pattern GRACE = Pattern.compile("(\\d{1,6})([smhd])");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "keys needs one of create, list, revoke, rotate");
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }

    private static KeysStore store(ServerOptions options) throws StartFailure {
        OblixSettings settings = options.read();
        Providers providers = ProviderTypes.load().providers(settings);
        Set<String> policies = PolicyTrial.names(settings.policies().directory());
        return new KeysStore(settings.keys().file(), new KnownNames(policies::contains, providers::ownName));
    }

    private static void edit(KeysStore store, KeysStore.Edit edit) throws StartFailure {
        try {
            store.edit(edit);
        } catch (KeysRejected wrong) {
            throw StartFailure.settings(wrong.at(store.file().toString()) + "; nothing was changed");
        } catch (IOException unwritable) {
            throw new StartFailure(
                    StartFailure.CANNOT_START, store.file() + " cannot be written (" + reason(unwritable) + ")");
        }
    }

    private static String reason(IOException unwritable) {
        String reason = unwritable instanceof FileSystemException known ? known.getReason() : null;
        return reason == null ? unwritable.getClass().getSimpleName() : reason;
    }

    private int tell(String key, String note) {
        out().println(key);
        out().flush();
        err().println(note + " The key is shown only now.");
        err().flush();
        return 0;
    }

    @Command(description = "Makes a key and prints it.")
    int create(
            @Parameters(paramLabel = "<name>", description = "Stands in usage, decisions and the audit log.")
                    String name,
            @Mixin KeyOptions allowed,
            @Mixin ServerOptions options)
            throws StartFailure {
        String key = KeyText.random();
        List<String> entry = KeysText.entry(name, key);
        List<String> lines = new ArrayList<>(entry);
        lines.addAll(allowed.lines());
        if (lines.stream().anyMatch(line -> line.chars().anyMatch(c -> c < ' '))) {
            throw StartFailure.settings("An option of keys create holds a line break.");
        }
        KeysStore store = store(options);
        allowed.check(entry, store.known());
        edit(store, text -> text.with(lines));
        return tell(key, "The key " + name + " is in " + store.file() + ".");
    }

    @Command(description = "Lists the keys and what each may do.")
    int list(@Mixin ServerOptions options) throws StartFailure {
        KeysStore store = store(options);
        try {
            List<Key> keys = KeysFile.read(store.text(), KnownNames.ANY);
            keys.forEach(key -> out().printf("%-24s %s%n", key.name(), KeyInWords.of(key)));
            if (keys.isEmpty()) {
                out().println("There is no key in " + store.file() + ".");
            }
            out().flush();
            return 0;
        } catch (KeysRejected broken) {
            throw StartFailure.settings(broken.at(store.file().toString()));
        }
    }

    @Command(description = "Removes a key; it is refused within two seconds.")
    int revoke(@Parameters(paramLabel = "<name>") String name, @Mixin ServerOptions options) throws StartFailure {
        KeysStore store = store(options);
        edit(store, text -> text.without(name));
        out().println("The key " + name + " is gone from " + store.file() + ".");
        out().flush();
        return 0;
    }

    @Command(description = "Makes another key for a name and prints it; the one before goes on for a while.")
    int rotate(
            @Parameters(paramLabel = "<name>") String name,
            @Option(
                            names = "--grace",
                            defaultValue = "24h",
                            paramLabel = "<time>",
                            description =
                                    "How long the key before goes on: 90s, 30m, 24h, 7d (default: 24h); 0s ends it now.")
                    String grace,
            @Mixin ServerOptions options)
            throws StartFailure {
        Instant now = Instant.now();
        Duration wanted = time(grace);
        Instant until = now.plus(wanted).truncatedTo(ChronoUnit.SECONDS);
        String key = KeyText.random();
        KeysStore store = store(options);
        edit(store, text -> {
            Key before = text.key(name);
            refuseExpired(before, now);
            if (!wanted.isZero()) {
                refuseWithinGrace(before, now);
            }
            return text.rotated(name, KeyText.sha256(key), until);
        });
        return tell(
                key,
                wanted.isZero()
                        ? "No key before it is accepted any more."
                        : "The key before it goes on until " + until + ".");
    }

    private static void refuseExpired(Key key, Instant now) throws KeysRejected {
        Instant expires = key.expires();
        if (expires != null && !expires.isAfter(now)) {
            throw new KeysRejected(
                    "the key " + key.name() + " expired at " + expires
                            + ", and so would another one: put a later expires" + " into the file first",
                    0);
        }
    }

    /** The file holds one former key: another rotation would end, unseen, the one that callers may still use. */
    private static void refuseWithinGrace(Key key, Instant now) throws KeysRejected {
        for (Key.Hash hash : key.hashes()) {
            Instant until = hash.until();
            if (until != null && until.isAfter(now)) {
                throw new KeysRejected(
                        "the key before the last rotation of " + key.name() + " goes on until " + until
                                + ", and another rotation would end it: rotate after that, or end all former keys now with"
                                + " --grace 0s",
                        0);
            }
        }
    }

    private static Duration time(String text) throws StartFailure {
        Matcher time = GRACE.matcher(text);
        if (!time.matches()) {
            throw StartFailure.setting("--grace", text, "a time such as 90s, 30m, 24h or 7d");
        }
        long amount = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
