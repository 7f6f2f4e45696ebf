package io.oblix.upstream;

import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Optional;

/**
 * Which proxy a URL goes through, as users of a JVM set it: {@code https.proxyHost}, {@code http.nonProxyHosts} and
 * their like, and {@code https.proxyUser} and {@code https.proxyPassword}, which Apache's client reads too.
 */
final class ProxyChoice {

    private ProxyChoice() {}

    static Optional<ProxyOptions> of(URI url) {
        ProxySelector selector = ProxySelector.getDefault();
        if (selector == null) {
            return Optional.empty();
        }
        return selector.select(url).stream()
                .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
                .findFirst()
                .map(proxy -> options(proxy, url.getScheme()));
    }

    private static ProxyOptions options(Proxy proxy, String scheme) {
        InetSocketAddress address = (InetSocketAddress) proxy.address();
        ProxyOptions options = new ProxyOptions()
                .setType(proxy.type() == Proxy.Type.SOCKS ? ProxyType.SOCKS5 : ProxyType.HTTP)
                .setHost(address.getHostString())
                .setPort(address.getPort());
        String user = System.getProperty(scheme + ".proxyUser");
        String password = System.getProperty(scheme + ".proxyPassword");
        if (user != null && password != null) {
            options.setUsername(user).setPassword(password);
        }
        return options;
    }
}
