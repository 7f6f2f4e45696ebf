package io.oblix.journey;

import static io.oblix.fixture.TestServer.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.ScriptedOllama;
import io.oblix.fixture.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A local-only request goes only to a host that has stated that it runs the model itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivacyTest {

    private static final String[] LOCAL_ONLY = {"X-Oblix-Privacy", "local-only"};

    private ScriptedOllama host;
    private TestServer server;

    @BeforeAll
    void start() throws IOException {
        host = ScriptedOllama.with("llama3.2:1b", "myalias:latest", "quiet:latest")
                .listsAsRemote("myalias:latest")
                .describesAsRemote("quiet:latest");
        server = new TestServer(hosts(host));
    }

    @BeforeEach
    void forget() {
        host.asked.clear();
    }

    @AfterAll
    void stop() {
        server.close();
        host.close();
    }

    private static Map<String, String> hosts(ScriptedOllama... hosts) {
        return Map.of(
                "oblix.ollama.base-url",
                Arrays.stream(hosts).map(ScriptedOllama::baseUrl).collect(Collectors.joining(",")));
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(code(answer)).isEqualTo(code);
        assertThat(TestServer.json(answer).at("/error/message").asText())
                .contains("marked local-only")
                .contains("nothing was sent");
        assertThat(TestServer.header(answer, "retry-after").isEmpty()).isEqualTo(status != 503);
    }

    private static String code(HttpResponse<String> answer) {
        return TestServer.json(answer).at("/error/code").asText();
    }

    private static boolean answersPrivately(TestServer server) {
        return server.hello(LOCAL, LOCAL_ONLY).statusCode() == 200;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "myalias",
                "MYALIAS",
                "MyAlias:latest",
                "library/myalias",
                "registry.ollama.ai/library/myalias:latest",
                "https://Registry.Ollama.AI/Library/myalias",
                "quiet",
                "QUIET:Latest",
                "library/quiet",
                "gpt-oss:120b-cloud",
                "gpt-oss:120B-CLOUD",
                "llama3.2:cloud",
                "library/gpt-oss:120b:Cloud"
            })
    void aModelThatRunsElsewhereIsRefusedUnderEverySpelling(String name) {
        assertRefused(server.hello("ollama:" + name, LOCAL_ONLY), 400, "local_only");
        // Another name's model may be loaded in the background meanwhile.
        assertThat(host.asked).noneMatch(asked -> asked.endsWith(" " + name));

        assertThat(server.hello("ollama:" + name).statusCode()).isEqualTo(200);
        assertThat(host.asked).contains("/api/chat " + name);
    }

    @Test
    void anUnknownModelIsNotTried() {
        assertRefused(server.hello("ollama:unlisted", LOCAL_ONLY), 404, "model_not_found");
        assertThat(server.hello("unlisted", LOCAL_ONLY).statusCode()).isEqualTo(404);
        assertThat(host.asked).isEmpty();

        assertThat(server.hello("ollama:unlisted").statusCode()).isEqualTo(200);
    }

    @Test
    void aLocalModelAnswersUnderEachOfItsNames() {
        for (String name : List.of(
                "llama3.2:1b", "LLAMA3.2:1B", "library/llama3.2:1b", "registry.ollama.ai/library/llama3.2:1b")) {
            assertThat(server.hello("ollama:" + name, LOCAL_ONLY).statusCode()).isEqualTo(200);
        }
        assertThat(server.hello("auto", LOCAL_ONLY).statusCode()).isEqualTo(200);
        assertThat(server.hello("auto:private").statusCode()).isEqualTo(200);
        assertThat(server.openai.chatCount()).isZero();
    }

    @Test
    void aDryRunIsRefusedLikeTheRequestItself() {
        HttpResponse<String> dryRun =
                server.post("/v1/route", String.format(TestServer.HELLO, "ollama:QUIET"), LOCAL_ONLY);

        assertThat(dryRun.body()).contains("local_only");
        assertThat(host.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"myalias", "quiet", "QUIET"})
    void noPolicyReachesAConfiguredModelThatRunsElsewhere(String model) {
        Map<String, String> settings =
                Map.of("oblix.ollama.base-url", host.baseUrl(), "oblix.local-model", "ollama:" + model);
        try (TestServer remote = new TestServer(settings)) {
            assertRefused(remote.hello("auto:private"), 400, "local_only");
            for (String policy : List.of("auto", "auto:local-first", "auto:cloud-first")) {
                assertRefused(remote.hello(policy, LOCAL_ONLY), 400, "local_only");
            }
            assertThat(host.asked).isEmpty();
            assertThat(remote.openai.chatCount()).isZero();
        }
    }

    @Test
    void nothingIsSentBeforeTheHostHasListedItsModels() throws Exception {
        try (ScriptedOllama slow = ScriptedOllama.silent("llama3.2:1b");
                TestServer young = TestServer.justStarted(hosts(slow))) {
            for (String model : List.of("auto", "auto:cloud-first", LOCAL, "ollama:unlisted")) {
                assertRefused(young.hello(model, LOCAL_ONLY), 503, "not_known_to_be_local");
            }
            assertRefused(young.hello("auto:private"), 503, "not_known_to_be_local");
            assertThat(slow.asked).isEmpty();
            assertThat(young.hello(LOCAL).statusCode()).isEqualTo(200);
            assertThat(slow.asked).containsExactly("/api/chat llama3.2:1b");

            slow.sendList();
            slow.sendDetails();
            Await.until("the model is known to be local", () -> answersPrivately(young));
            assertThat(young.hello("auto", LOCAL_ONLY).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aListedModelIsNotAskedBeforeItsDetailsAreKnown() throws Exception {
        try (ScriptedOllama slow = ScriptedOllama.silent("llama3.2:1b")) {
            slow.sendList();
            try (TestServer young = TestServer.justStarted(hosts(slow))) {
                Await.until("its details are asked for", slow::isAskedForDetails);
                assertRefused(young.hello(LOCAL, LOCAL_ONLY), 503, "not_known_to_be_local");
                assertThat(slow.asked).isEmpty();

                slow.sendDetails();
                Await.until("the model is known to be local", () -> answersPrivately(young));
                assertThat(slow.asked).contains("/api/chat llama3.2:1b");
            }
        }
    }

    @Test
    void aHostThatStopsAnsweringIsNoLongerAsked() throws Exception {
        ScriptedOllama gone = ScriptedOllama.with("llama3.2:1b");
        try (TestServer alone = new TestServer(hosts(gone))) {
            assertThat(alone.hello("auto", LOCAL_ONLY).statusCode()).isEqualTo(200);
            gone.close();
            // Until the next look the host is still asked, in vain.
            Await.until(
                    "the host is known to be gone",
                    () -> code(alone.hello(LOCAL, LOCAL_ONLY)).equals("not_known_to_be_local"));
            assertRefused(alone.hello("auto", LOCAL_ONLY), 503, "not_known_to_be_local");
            assertThat(alone.hello("auto", LOCAL_ONLY).body()).contains("does not answer");
            assertThat(alone.openai.chatCount()).isZero();
        }
    }

    @Test
    void ofSeveralHostsOnlyThoseThatRunTheModelAreAsked() throws Exception {
        try (ScriptedOllama runs = ScriptedOllama.with("myalias:latest", "llama3.2:1b");
                TestServer both = new TestServer(hosts(host, runs))) {
            for (int i = 0; i < 4; i++) {
                assertThat(both.hello("ollama:myalias", LOCAL_ONLY).statusCode())
                        .isEqualTo(200);
            }
            assertThat(host.asked).isEmpty();
            assertThat(runs.asked).contains("/api/chat myalias");
        }
    }

    @Test
    void aHostThatDoesNotRunTheModelIsNoFallbackForOneThatDoes() throws Exception {
        ScriptedOllama runs = ScriptedOllama.with("myalias:latest");
        try (TestServer both = new TestServer(hosts(host, runs))) {
            runs.close();
            // The second answer if a look has found the host gone already.
            assertThat(code(both.hello("ollama:myalias", LOCAL_ONLY)))
                    .isIn("upstream_unavailable", "not_known_to_be_local");
            assertThat(host.asked).isEmpty();
        }
    }
}
