package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.fixture.ExtensionFolder;
import io.oblix.fixture.TestServer;
import io.oblix.settings.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in {@code extensions/}: which stop the start, and what is said of them. */
class ExtensionFilesTest {

    private final ExtensionFolder folder;

    ExtensionFilesTest(@TempDir Path path) {
        folder = new ExtensionFolder(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"route:\n  from:\n    uri: direct:on-request\n    steps: [log: x]\n", "hello\n", "\n"})
    void aFileThatHoldsNoListStopsTheStart(String text) throws Exception {
        folder.write("guard.camel.yaml", text);
        assertStopped("guard.camel.yaml", "must be a list");
    }

    @Test
    void aRouteIdOfTheServersOwnStopsTheStart() throws Exception {
        folder.write(
                "guard.camel.yaml",
                "- route:\n    id: decide\n    from:\n      uri: direct:x\n      steps:\n        - log: x\n");
        assertStopped("guard.camel.yaml line 1", "the route id decide is taken");
    }

    @Test
    void aFileThatIsNoYamlStopsTheStartWithItsNameAndReason() throws Exception {
        folder.write("bad.camel.yaml", "- route:\n    from:\n      uri: [\n");
        assertStopped("bad.camel.yaml");
    }

    @Test
    void aComponentThatIsNotThereStopsTheStartWithFileAndLine() throws Exception {
        folder.route("direct:on-request", "- log: fine\n- to: no-such-component:x\n");
        assertStopped("direct-on-request.camel.yaml line 7: ", "no-such-component");
    }

    @Test
    void aFolderBehindASymbolicLinkIsRead() throws Exception {
        folder.route("direct:on-request", "- to: decide:reject?reason=always\n");
        Path path = folder.path();
        Path link = Files.createSymbolicLink(path.resolveSibling(path.getFileName() + "-link"), path);
        try (TestServer server = folder.server("oblix.extensions-directory", link.toString())) {
            assertThat(server.hello("auto").statusCode()).isEqualTo(403);
        } finally {
            Files.delete(link);
        }
    }

    private void assertStopped(String... parts) {
        assertThatThrownBy(() -> folder.server())
                .cause()
                .isInstanceOfSatisfying(
                        StartFailure.class,
                        failure -> assertThat(failure.exitStatus()).isEqualTo(StartFailure.WRONG_SETTINGS))
                .message()
                .contains(parts)
                .doesNotContain("\n");
    }
}
