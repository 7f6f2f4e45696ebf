package io.oblix.journey;

import static io.oblix.fixture.KeysOnDisk.bearer;
import static io.oblix.fixture.KeysOnDisk.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.KeysOnDisk;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.RawClient.Answer;
import io.oblix.fixture.TestServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser of the operator's where keys are asked for: from elsewhere, by another name than this machine's. */
class LoginTest {

    private static final KeysOnDisk KEYS =
            new KeysOnDisk().with("root", "admin: true").with("plain");
    private static final String HOST = "gateway.example:8443";
    private static final String OWN = "Origin: https://" + HOST;
    private static final String HTML = "Accept: text/html";

    @RegisterExtension
    static final TestServer SERVER = new TestServer(KEYS.setting());

    private static Answer send(String start, String body, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(start + " HTTP/1.1\r\nHost: " + HOST + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        if (!body.isEmpty() || start.startsWith("POST")) {
            request.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        try (RawClient client = new RawClient(SERVER.port())) {
            return client.send(request.append("\r\n").append(body).toString()).answer();
        }
    }

    private static Answer get(String path, String... headers) throws IOException {
        return send("GET " + path, "", headers);
    }

    private static Answer logIn(String key, String... headers) throws IOException {
        return send("POST /login", "key=" + key, headers);
    }

    /** The cookie of a new session, as the browser sends it. */
    private static String cookie() throws IOException {
        return "Cookie: " + logIn(key("root"), OWN).header("set-cookie").split(";", 2)[0];
    }

    @Test
    void aBrowserIsAskedForAKey() throws IOException {
        Answer page = get("/", HTML);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-security-policy")).contains("default-src 'none'");
        assertThat(page.body()).contains("Admin key", "action=\"/login\"").doesNotContain("main.js", "{{");
        assertThat(get("/dashboard/style.css").status()).isEqualTo(200);
        assertThat(get("/dashboard/main.js").status()).isEqualTo(401);
        assertThat(get("/").status()).isEqualTo(401);
    }

    @Test
    void anAdminKeyOpensASessionWhoseCookieIsNotTheKey() throws IOException {
        Answer answer = logIn(key("root"), OWN);

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("location")).isEqualTo("/");
        assertThat(answer.header("set-cookie"))
                .contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200")
                .doesNotContain(key("root"), "Secure");
        String cookie = cookie();
        assertThat(get("/", HTML, cookie).body()).contains("main.js");
        assertThat(get("/dashboard/main.js", cookie).status()).isEqualTo(200);
        assertThat(get("/v1/decisions", cookie).status()).isEqualTo(200);
        assertThat(send("POST /v1/route", "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", cookie, OWN)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void overHttpsTheCookieIsSecure() throws IOException {
        Answer answer = logIn(key("root"), OWN, "X-Forwarded-Proto: https");

        assertThat(answer.header("set-cookie"))
                .startsWith("__Host-oblix_session=")
                .contains("; Secure");
    }

    @Test
    void loggingOutEndsTheSession() throws IOException {
        String cookie = cookie();

        Answer answer = send("POST /logout", "", cookie, OWN);

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("set-cookie")).contains("Max-Age=0");
        assertThat(get("/", HTML, cookie).body()).contains("Admin key");
        assertThat(get("/v1/decisions", cookie).status()).isEqualTo(401);
    }

    @Test
    void aStreamOfEventsEndsWithItsSession() throws IOException {
        String cookie = cookie();
        try (RawClient page = new RawClient(SERVER.port())) {
            page.send("GET /dashboard/events HTTP/1.1\r\nHost: " + HOST + "\r\nAccept: text/event-stream\r\n" + cookie
                    + "\r\n\r\n");
            assertThat(page.line()).contains(" 200 ");
            send("POST /logout", "", cookie, OWN);

            // Fails if the stream goes on.
            while (!page.line().equals("0")) {
                // Events from before.
            }
        }
    }

    @Test
    void aKeyThatIsNoAdminsIsRefused() throws IOException {
        assertThat(logIn(key("plain"), OWN).status()).isEqualTo(403);
        assertThat(logIn(key("plain"), OWN).header("set-cookie")).isEmpty();
        assertThat(logIn("", OWN).status()).isEqualTo(401);
        assertThat(get("/", HTML, "Authorization: " + bearer("plain")[1]).status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"})
    void aPageOfAnotherOriginCannotLogIn(String header) throws IOException {
        Answer answer = logIn(key("root"), header);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("set-cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Origin: https://evil.example", "Origin: http://localhost:3000", "Sec-Fetch-Site: same-site"})
    void aPageOfAnotherOriginCannotUseTheSession(String header) throws IOException {
        String cookie = cookie();

        for (String path : List.of("/v1/decisions", "/v1/usage", "/dashboard/usage?days=1", "/v1/models")) {
            assertThat(get(path, cookie, header).status()).as(path).isIn(401, 403);
        }
        assertThat(send("POST /v1/chat/completions", "{}", cookie, header).status())
                .isIn(401, 403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oblix_session=",
                "oblix_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "oblix_session=root",
                "oblix_session=\"x\"; oblix_session=y",
                "__Host-oblix_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void aForgedCookieOpensNothing(String forged) throws IOException {
        String cookie = "Cookie: " + forged;

        assertThat(get("/", HTML, cookie).body()).contains("Admin key");
        assertThat(get("/v1/decisions", cookie).status()).isEqualTo(401);
        assertThat(get("/dashboard/events", cookie, "Accept: text/event-stream").status())
                .isEqualTo(401);
        assertThat(send("POST /v1/chat/completions", "{}", cookie, OWN).status())
                .isIn(401, 403);
    }
}
