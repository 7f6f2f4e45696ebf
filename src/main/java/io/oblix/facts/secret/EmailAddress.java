package io.oblix.facts.secret;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * E-mail addresses of persons. Those at hosts that are reserved for examples, those of roles ({@code noreply},
 * {@code info}) and what only looks like one ({@code git@github.com:a/b}, {@code react@18.2.0}, {@code logo@2x.png}) do
 * not count.
 */
final class EmailAddress {

    private static final int MAX_LOCAL = 64;
    private static final int MAX_HOST = 253;

    private static final Set<String> TOP_LEVEL = new HashSet<>();

    static {
        for (String country : Locale.getISOCountries()) {
            TOP_LEVEL.add(country.toLowerCase(Locale.ROOT));
        }
        TOP_LEVEL.addAll(List.of(
                "uk",
                "eu",
                "com",
                "org",
                "net",
                "edu",
                "gov",
                "mil",
                "int",
                "info",
                "biz",
                "name",
                "pro",
                "app",
                "dev",
                "cloud",
                "online",
                "site",
                "shop",
                "store",
                "xyz",
                "email",
                "tech",
                "blog",
                "page",
                "live",
                "life",
                "world",
                "today",
                "news",
                "work",
                "works",
                "team",
                "agency",
                "studio",
                "design",
                "digital",
                "media",
                "solutions",
                "systems",
                "software",
                "services",
                "consulting",
                "group",
                "company",
                "business",
                "finance",
                "bank",
                "health",
                "care",
                "legal",
                "school",
                "academy",
                "university",
                "berlin",
                "hamburg",
                "paris",
                "london",
                "nyc",
                "tokyo",
                "amsterdam",
                "swiss",
                "family",
                "space",
                "website",
                "one",
                "club",
                "art",
                "mobi",
                "museum",
                "travel",
                "jobs",
                "coop",
                "aero",
                "cat",
                "asia",
                "post",
                "tel"));
    }

    private static final Set<String> ROLES = new HashSet<>(Arrays.asList(
            "noreply",
            "no-reply",
            "no_reply",
            "donotreply",
            "do-not-reply",
            "mailer-daemon",
            "postmaster",
            "webmaster",
            "hostmaster",
            "abuse",
            "info",
            "support",
            "contact",
            "sales",
            "admin",
            "security",
            "hello",
            "help",
            "office",
            "team",
            "billing",
            "press",
            "jobs",
            "careers",
            "privacy",
            "legal",
            "root",
            "git",
            "notifications",
            "news",
            "newsletter",
            "feedback",
            "service",
            "mail",
            "email",
            "webadmin",
            "kontakt",
            "user",
            "username",
            "name",
            "you",
            "your",
            "yourname",
            "your.name",
            "your-name",
            "your_name",
            "your-email",
            "your_email",
            "youremail",
            "someone",
            "foo",
            "bar",
            "test",
            "example"));

    private EmailAddress() {}

    static boolean isAround(CharSequence text, int at) {
        int from = at;
        while (at - from < MAX_LOCAL && isOfLocal(Chars.at(text, from - 1))) {
            from--;
        }
        from = Chars.isEscape(text, from) ? from + 1 : from;
        if (from == at || !Chars.is(text.charAt(from), Chars.WORD) || text.charAt(at - 1) == '.') {
            return false;
        }
        char before = Chars.at(text, from - 1);
        if (before == '@' || before == '/' || isOfLocal(before)) {
            return false;
        }
        int to = at + 1;
        int lastDot = -1;
        while (to - at <= MAX_HOST && isOfHost(Chars.at(text, to))) {
            lastDot = text.charAt(to) == '.' && Chars.is(Chars.at(text, to + 1), Chars.WORD) ? to : lastDot;
            to++;
        }
        while (to > at && !Chars.is(text.charAt(to - 1), Chars.WORD)) {
            to--;
        }
        return lastDot > at + 1 && isAddress(text, from, at, lastDot, to);
    }

    private static boolean isAddress(CharSequence text, int from, int at, int lastDot, int to) {
        String top = text.subSequence(lastDot + 1, to).toString().toLowerCase(Locale.ROOT);
        boolean oneCase = Chars.areAll(text, lastDot + 1, to, Chars.LOWER | Chars.DIGIT | Chars.DASH)
                || Chars.areAll(text, lastDot + 1, to, Chars.UPPER);
        if (!oneCase || (!TOP_LEVEL.contains(top) && !top.startsWith("xn--"))) {
            return false;
        }
        char after = Chars.at(text, to);
        // A call or an index of a program; the path of a repository.
        if (after == '(' || after == '[' || (after == ':' && Chars.is(Chars.at(text, to + 1), Chars.LETTER))) {
            return false;
        }
        String host = text.subSequence(at + 1, to).toString().toLowerCase(Locale.ROOT);
        String local = text.subSequence(from, at).toString().toLowerCase(Locale.ROOT);
        int tag = local.indexOf('+');
        return host.charAt(0) != '-'
                && !host.contains("..")
                && !ReservedHosts.isReserved(host)
                && !ROLES.contains(tag < 0 ? local : local.substring(0, tag));
    }

    private static boolean isOfLocal(char c) {
        return c == '.' || c == '+' || c == '%' || c == '\'' || Chars.is(c, Chars.TOKEN);
    }

    private static boolean isOfHost(char c) {
        return c == '.' || Chars.is(c, Chars.WORD | Chars.DASH);
    }
}
