package io.oblix.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code NO_PROXY} as curl reads it. */
class NoProxyTest {

    private static final Proxy PROXY = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy", 3128));

    private static final ProxySelector ALWAYS = new ProxySelector() {
        @Override
        public List<Proxy> select(URI url) {
            return List.of(PROXY);
        }

        @Override
        public void connectFailed(URI url, SocketAddress proxy, IOException failure) {}
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        openai.com                     | https://api.openai.com/v1
        openai.com                     | https://openai.com
        .openai.com                    | https://api.openai.com
        .openai.com                    | https://openai.com
        *.openai.com                   | https://api.openai.com
        OpenAI.com                     | https://API.openai.COM
        openai.com.                    | https://api.openai.com
        openai.com                     | https://api.openai.com.
        api.openai.com                 | https://api.openai.com
        a.example,b.example            | http://b.example
        a.example b.example            | http://b.example
        ' ,, a.example ,\t b.example ' | http://b.example
        *                              | https://api.openai.com
        a.example,*                    | http://[fd00::1]
        gpu_box                        | http://gpu_box:11434/v1
        local                          | http://gpu_box.local:11434
        localhost                      | http://localhost:11434
        openai.com:443                 | https://api.openai.com
        .openai.com:8443               | https://api.openai.com:8443
        a.example:80                   | http://a.example
        10.0.0.1                       | http://10.0.0.1:11434
        10.0.0.1:11434                 | http://10.0.0.1:11434
        10.0.0.0/8                     | http://10.200.3.4
        10.1.0.0/15                    | http://10.0.255.255
        192.168.1.128/25               | http://192.168.1.129
        0.0.0.0/0                      | http://8.8.8.8
        10.0.0.1/32                    | http://10.0.0.1
        192.168.*                      | http://192.168.3.4
        ::1                            | http://[::1]:11434
        [::1]                          | http://[::1]:11434
        [::1]:11434                    | http://[::1]:11434
        0:0:0:0:0:0:0:1                | http://[::1]
        fd00::/8                       | http://[fdab::7]
        FD00::/8                       | http://[FDAB::7]
        [fd00::]/8                     | http://[fdab::7]
        2001:db8::/33                  | http://[2001:db8:7fff::1]
        ::ffff:10.0.0.0                | http://10.0.0.0
        """)
    void aHostThatTheListNamesIsAskedDirectly(String list, String url) {
        assertThat(new NoProxy(list, ALWAYS).select(URI.create(url))).containsExactly(Proxy.NO_PROXY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        openai.com                     | https://notopenai.com
        openai.com                     | https://openai.com.example
        api.openai.com                 | https://openai.com
        *.openai.com                   | https://openai.com
        com.                           | https://example.org
        ','                            | https://api.openai.com
        .                              | https://api.openai.com
        openai.com:8443                | https://api.openai.com
        openai.com:80                  | https://api.openai.com
        10.0.0.1                       | http://10.0.0.10
        0.0.0.1                        | http://10.0.0.1.example
        10.0.0.1:80                    | http://10.0.0.1:11434
        10.0.0.0/8                     | http://11.0.0.1
        10.0.0.0/8                     | http://10.example.com
        10.0.0.0/33                    | http://10.0.0.1
        10.0.0.0/x                     | http://10.0.0.1
        10.0.0.0/                      | http://10.0.0.1
        example.com/8                  | http://example.com
        192.168.1.128/25               | http://192.168.1.127
        0.0.0.0/0                      | http://[::1]
        ::/0                           | http://10.0.0.1
        fd00::/8                       | http://[fe80::1]
        [::1]:80                       | http://[::1]:11434
        2001:db8::/33                  | http://[2001:db8:8000::1]
        """)
    void anyOtherGoesThroughTheProxy(String list, String url) {
        assertThat(new NoProxy(list, ALWAYS).select(URI.create(url))).containsExactly(PROXY);
    }
}
