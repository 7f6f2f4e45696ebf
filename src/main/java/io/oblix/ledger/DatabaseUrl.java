package io.oblix.ledger;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC address of a database that the ledger knows.
 *
 * @param jdbc for the driver; may hold a password
 * @param shown the same without one, for logs and {@code /health}
 * @param file of SQLite; null where there is none
 */
record DatabaseUrl(
        Kind kind, String jdbc, String shown, @Nullable Path file) {

    enum Kind {
        SQLITE,

        /** SQLite without a file: it ends with the process. */
        MEMORY,
        POSTGRESQL
    }

    static final DatabaseUrl IN_MEMORY = new DatabaseUrl(Kind.MEMORY, "jdbc:sqlite::memory:", "memory", null);

    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final Pattern SECRET = Pattern.compile("(?i)(password[^=&]*|sslpassword)=([^&]*)");
    private static final Pattern USER_INFO = Pattern.compile("//(.*)@");

    /** Null for a database that the ledger does not know. */
    static @Nullable DatabaseUrl of(String url) {
        if (url.startsWith(POSTGRESQL)) {
            // Options may have been begun wrongly, and one of them is the password.
            String shown = url.replaceFirst("[?&;].*", "");
            return new DatabaseUrl(
                    Kind.POSTGRESQL, url, USER_INFO.matcher(shown).replaceFirst("//"), null);
        }
        if (!url.startsWith(SQLITE) || url.length() == SQLITE.length()) {
            return null;
        }
        String options = url.replaceFirst("[^?]*", "");
        String path =
                url.substring(SQLITE.length(), url.length() - options.length()).replaceFirst("^file:(//(?=/))?", "");
        if (path.startsWith(":memory:")) {
            return IN_MEMORY;
        }
        try {
            boolean inHome = path.startsWith("~/");
            Path file = inHome ? home().resolve(path.substring(2)) : Path.of(path);
            return new DatabaseUrl(Kind.SQLITE, SQLITE + file + options, file.toString(), file.toAbsolutePath());
        } catch (InvalidPathException notAPath) {
            return null;
        }
    }

    /** A user without an entry in {@code /etc/passwd} lives at "?", which would be a folder where the server runs. */
    private static Path home() {
        Path home = Path.of(System.getProperty("user.home", "?"));
        return home.isAbsolute() ? home : Path.of("/nonexistent");
    }

    /** Whether it is of the form {@code //user:password@host}. */
    boolean hasUserBeforeHost() {
        return USER_INFO.matcher(jdbc.replaceFirst("\\?.*", "")).find();
    }

    /** A message of the driver's without the passwords of this address. */
    String masked(String message) {
        String masked = message.replace(jdbc, shown);
        Matcher user = USER_INFO.matcher(jdbc.replaceFirst("\\?.*", ""));
        if (user.find() && !user.group(1).isEmpty()) {
            masked = masked.replace(user.group(1), "***");
        }
        Matcher secret = SECRET.matcher(jdbc);
        while (secret.find()) {
            if (!secret.group(2).isEmpty()) {
                masked = masked.replace(secret.group(2), "***");
            }
        }
        return masked;
    }

    /** The address may hold a password. */
    @Override
    public String toString() {
        return shown;
    }
}
