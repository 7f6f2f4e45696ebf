package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.settings.OblixSettings;
import io.oblix.settings.SettingsSource;
import io.oblix.settings.StartFailure;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaSettingsTest {

    private static OllamaSettings read(Map<String, String> environment, Map<String, String> flags) throws StartFailure {
        return OllamaSettings.of(OblixSettings.of(SettingsSource.read(Path.of("no-such-folder"), environment, flags))
                .reader());
    }

    @Test
    void withoutSettingsOllamaIsOnThisMachine() throws Exception {
        OllamaSettings settings = read(Map.of(), Map.of());

        assertThat(settings.baseUrls()).containsExactly("http://localhost:11434");
        assertThat(settings.keepAlive()).isNull();
        assertThat(settings.limit().maxInFlight()).isEqualTo(4);
    }

    @Test
    void howLongAModelIsKeptCanBeLeftToTheServerByAVariable() throws Exception {
        Map<String, String> flags = Map.of("oblix.ollama.max-keep-alive", "off");

        OllamaSettings own = read(Map.of("OBLIX_OLLAMA_KEEP_ALIVE", "server"), flags);
        OllamaSettings forEver = read(Map.of("OBLIX_OLLAMA_KEEP_ALIVE", "-1"), Map.of());

        assertThat(own.keepAlive()).isNull();
        assertThat(own.maxKeepAlive()).isNull();
        assertThat(forEver.keepAlive()).isEqualTo(KeepAlive.FOR_EVER);
        assertThat(forEver.maxKeepAlive()).isEqualTo(KeepAlive.FOR_EVER);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, http://127.0.0.1:11434",
        "0.0.0.0:8080, http://127.0.0.1:8080",
        "gpu-box, http://gpu-box:11434",
        "gpu-box:9000, http://gpu-box:9000",
        "http://gpu-box, http://gpu-box:80",
        "https://gpu-box, https://gpu-box:443",
        "https://gpu-box/ollama/, https://gpu-box:443/ollama",
        ":9000, http://127.0.0.1:9000",
        "[::1]:9000, http://[::1]:9000",
        "[::], http://[::1]:11434",
        "::1, http://[::1]:11434",
        "[::1], http://[::1]:11434",
        "http://[fe80::1], http://[fe80::1]:80",
        "'\"http://gpu-box:9000\"', http://gpu-box:9000",
        "\"'gpu-box'\", http://gpu-box:11434",
        "http://gpu_box:11434, http://gpu_box:11434",
        "ollama_gpu, http://ollama_gpu:11434",
        "HTTP://gpu-box:9000, http://gpu-box:9000",
        "11435, http://127.0.0.1:11435",
        "localhost:, http://localhost:11434",
        "http://127.0.0.1:11434/v1, http://127.0.0.1:11434",
        "http://127.0.0.1:11434/api/, http://127.0.0.1:11434",
        "gpu-box/v1/, http://gpu-box:11434",
        "https://gpu-box/ollama/v1, https://gpu-box:443/ollama",
        "http://gpu-box:1/api/chat, http://gpu-box:1"
    })
    void ollamaHostIsReadAsOllamasOwnClientReadsIt(String variable, String url) throws Exception {
        assertThat(read(Map.of("OLLAMA_HOST", variable), Map.of()).baseUrls()).containsExactly(url);
    }

    @Test
    void aFlagWinsOverOllamaHost() throws Exception {
        assertThat(read(Map.of("OLLAMA_HOST", "gpu-box"), Map.of("oblix.ollama.base-url", "http://a:1/, http://b:2"))
                        .baseUrls())
                .containsExactly("http://a:1", "http://b:2");
    }

    @Test
    void theSettingTakesWhatOtherClientsWantAtTheEnd() throws Exception {
        assertThat(read(Map.of(), Map.of("oblix.ollama.base-url", "http://a_b:1/v1, http://a_b:1/, http://c/x/api/"))
                        .baseUrls())
                .containsExactly("http://a_b:1", "http://c/x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        gpu box           | OLLAMA_HOST=gpu box is not valid
        gpu-box:port      | OLLAMA_HOST=gpu-box:port is not valid
        gpu-box:99999     | the port is a number from 1 to 65535
        unix:///run/x     | it begins with http:// or https://
        http://[::zz]     | OLLAMA_HOST=http://[::zz] is not valid
        http://127.0.0.1::1 | one colon stands between host and port
        box:11434:11434   | one colon stands between host and port
        1:::2             | an IPv6 address stands in brackets
        bob:secret@box    | OLLAMA_HOST=(not shown: it may hold a secret)
        """)
    void anAddressThatCannotWorkIsShownAsItIsWritten(String variable, String line) {
        assertThatThrownBy(() -> read(Map.of("OLLAMA_HOST", variable), Map.of()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        oblix.ollama.base-url  | http://bob:hunter2@box | oblix.ollama.base-url=(not shown: it may hold a secret)
        oblix.ollama.base-url  | localhost     | oblix.ollama.base-url=localhost is not valid
        oblix.ollama.base-url  | http://::1:80 | an IPv6 address stands in brackets
        oblix.ollama.base-url  | ,             | oblix.ollama.base-url= is not valid: it must not be empty
        oblix.ollama.keep-alive | soon        | oblix.ollama.keep-alive=soon is not valid: a duration such as 30m
        oblix.ollama.max-queue | -1            | oblix.ollama.max-queue=-1 is not valid: a number from 0 to 100000
        """)
    void aMistakeIsReportedInOneLine(String name, String value, String line) {
        assertThatThrownBy(() -> read(Map.of(), Map.of(name, value)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(line);
    }
}
