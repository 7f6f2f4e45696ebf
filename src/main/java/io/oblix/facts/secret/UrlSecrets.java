package io.oblix.facts.secret;

import java.util.Locale;
import java.util.Set;

/** Passwords in URLs, {@code scheme://user:password@host}, and the addresses of hooks, which are secrets as a whole. */
final class UrlSecrets {

    private static final int MAX_AUTHORITY = 512;

    /** What stands in examples where a password would be. */
    private static final Set<String> PLACEHOLDERS = Set.of(
            "password",
            "passwd",
            "pass",
            "pwd",
            "pw",
            "secret",
            "token",
            "changeme",
            "example",
            "xxx",
            "xxxx",
            "redacted",
            "mypassword",
            "yourpassword",
            "your-password",
            "your_password",
            "my-password",
            "my_password",
            "dbpassword",
            "db_password",
            "user",
            "username",
            "test");

    private UrlSecrets() {}

    /**
     * Where the part before the first slash ends.
     *
     * @param from behind {@code ://}
     */
    static int authorityEnd(CharSequence text, int from) {
        int last = Math.min(text.length(), from + MAX_AUTHORITY);
        int end = from;
        while (end < last && "/?# \t\r\n\"'<>`\\|,;".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** @param from behind {@code ://} */
    static boolean areIn(CharSequence text, int from, int authorityEnd) {
        return hasPassword(text, from, authorityEnd) || isHook(text, from, authorityEnd);
    }

    private static boolean hasPassword(CharSequence text, int from, int end) {
        int colon = -1;
        int host = -1;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == ':' && colon < 0) {
                colon = i;
            } else if (c == '@') {
                host = i;
            }
        }
        if (colon < 0 || host <= colon + 1 || host + 1 >= end) {
            return false;
        }
        String user = text.subSequence(from, colon).toString();
        String password = text.subSequence(colon + 1, host).toString();
        return password.length() >= 3
                && !password.equals(user)
                && "<$%{[*".indexOf(password.charAt(0)) < 0
                && password.indexOf('*') < 0
                && password.indexOf('[') < 0
                && password.indexOf(']') < 0
                && password.indexOf('.') != 0
                && !PLACEHOLDERS.contains(password.toLowerCase(Locale.ROOT))
                && !ReservedHosts.isReserved(host(text, host + 1, end));
    }

    private static String host(CharSequence text, int from, int end) {
        String host = text.subSequence(from, end).toString();
        int port = host.indexOf(':');
        return (port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
    }

    private static boolean isHook(CharSequence text, int from, int end) {
        if (end - from == 15 && Chars.startsWith(text, from, "hooks.slack.com/services/T")) {
            int workspace = Chars.end(text, end + 10, 20, Chars.WORD);
            int channel = Chars.at(text, workspace) == '/' ? Chars.end(text, workspace + 1, 20, Chars.WORD) : 0;
            int last = Chars.end(text, channel + 1, 32, Chars.WORD);
            return channel > 0
                    && Chars.at(text, channel) == '/'
                    && last - channel - 1 == 24
                    && Chars.distinct(text, channel + 1, last) >= 8;
        }
        return false;
    }
}
