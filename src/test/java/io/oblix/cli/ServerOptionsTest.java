package io.oblix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ServerOptionsTest {

    private static ServerOptions options(String... flags) {
        return CommandLine.populateCommand(new ServerOptions(), flags);
    }

    @Test
    void eachFlagOverridesItsSetting() throws StartFailure {
        OblixSettings settings = options(
                        "--local-model=ollama:a:1b", "--cloud-model=openai:b", "--host=127.0.0.9", "--port=4711")
                .read();

        assertThat(settings.localModel()).hasToString("ollama:a:1b");
        assertThat(settings.cloudModel()).hasToString("openai:b");
        assertThat(settings.server().host()).isEqualTo("127.0.0.9");
        assertThat(settings.server().port()).isEqualTo(4711);
    }

    @Test
    void anOverrideOfTheCommandWinsOverTheFlag() throws StartFailure {
        OblixSettings settings =
                options("--local-model=ollama:a", "--port=4711").read(Map.of("oblix.port", "0"));

        assertThat(settings.server().port()).isZero();
    }

    @Test
    void plainFlagsAreReadAsPicocliReadsThem() {
        for (OptionSpec flag :
                new CommandLine(new ServerOptions()).getCommandSpec().options()) {
            String name = flag.longestName();

            assertThat(ServerOptions.plain(name, "value"))
                    .containsExactlyEntriesOf(Map.of("oblix." + name.substring(2), "value"));
        }
        assertThat(ServerOptions.plain()).isEmpty();
        assertThat(ServerOptions.plain("server", "--port", "1", "--host", "h"))
                .containsOnly(Map.entry("oblix.port", "1"), Map.entry("oblix.host", "h"));
    }

    @Test
    void whatIsNotPlainIsLeftToPicocli() {
        assertThat(ServerOptions.plain("demo", "--port")).isNull();
        assertThat(ServerOptions.plain("server", "--help")).isNull();
        assertThat(ServerOptions.plain("--port=1")).isNull();
        assertThat(ServerOptions.plain("--port", "--host")).isNull();
        assertThat(ServerOptions.plain("--port", "1", "--port", "2")).isNull();
        assertThat(ServerOptions.plain("--fail", "cloud")).isNull();
        assertThat(ServerOptions.plain("--host", "@file")).isNull();
    }
}
