package io.oblix.facts.secret;

import java.util.List;
import java.util.Set;

/** Names of hosts that belong to no one: those that RFC 2606 keeps for examples, and those that examples use anyway. */
final class ReservedHosts {

    private static final Set<String> DOMAINS = Set.of(
            "example.com",
            "example.org",
            "example.net",
            "example.edu",
            "domain.com",
            "yourdomain.com",
            "mydomain.com",
            "yourcompany.com",
            "your-domain.com",
            "test.com",
            "foo.com",
            "bar.com");

    private static final List<String> ENDINGS = List.of(".example", ".test", ".invalid", ".localhost");

    private ReservedHosts() {}

    /** @param host in small letters, without a port */
    static boolean isReserved(String host) {
        int dot = host.lastIndexOf('.', host.lastIndexOf('.') - 1);
        return DOMAINS.contains(host.substring(dot + 1)) || ENDINGS.stream().anyMatch(host::endsWith);
    }
}
