package io.oblix.facts.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudCheckTest {

    @ParameterizedTest
    @CsvSource({
        "401, application/json, true",
        "401, , true",
        "200, application/json; charset=utf-8, true",
        "404, application/json, true",
        "405, text/html, true",
        "404, text/html; charset=utf-8, true",
        "429, application/json, true",
        "500, application/json, true",
        "503, , true",
        "200, text/html, false",
        "200, TEXT/HTML; charset=utf-8, false",
        "301, , false",
        "302, text/html, false",
        "307, application/json, false",
        "403, text/html, false",
        "407, , false",
        "503, text/html, false",
        "511, text/html, false",
        "511, , false"
    })
    void anAnswerOfAPortalOrProxyDoesNotCount(int status, String contentType, boolean answer) {
        assertThat(CloudCheck.isAnswer(status, contentType)).isEqualTo(answer);
    }

    @Test
    void aNameThatCamelDoesNotTakeIsCheckedAllTheSame() throws Exception {
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("HEAD") ? 401 : 500, -1);
            exchange.close();
        });
        provider.start();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(context);
            CloudCheck.head("http://127.0.0.1:" + provider.getAddress().getPort() + "/v1/models", exchange);

            assertThat(CloudCheck.isAnswer(exchange.getMessage())).isTrue();
            assertThat(CloudCheck.isForCamel("http://llm_proxy:4000/v1/models")).isFalse();
            assertThat(CloudCheck.isForCamel("https://api.openai.com/v1/models"))
                    .isTrue();
        } finally {
            provider.stop(0);
        }
    }
}
