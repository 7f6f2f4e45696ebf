package io.oblix.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.policy.file.PolicyTrial;
import io.oblix.settings.ExtensionSettings;
import io.oblix.settings.StartFailure;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionsTest {

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = PolicyTrial.newContext();

    @AfterEach
    void stop() throws IOException {
        context.close();
    }

    private Extensions load() throws StartFailure {
        return Extensions.load(context, new ExtensionSettings(folder, Duration.ofSeconds(1), false, false));
    }

    private void write(String file, String yaml) throws IOException {
        Files.writeString(folder.resolve(file), yaml);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aByteOrderMarkIsNoPartOfAFile(String charset) throws Exception {
        String yaml =
                "\ufeff- route:\n    id: grüße\n    from:\n      uri: direct:x\n      steps:\n        - to: log:x\n";
        Files.write(folder.resolve("marked.camel.yaml"), yaml.getBytes(Charset.forName(charset)));

        load().check();
        assertThat(context.getRouteDefinition("grüße")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.2.camel.yaml", "audit.camel.yml", "v1.2.camel.yml", "my audit.camel.yaml"})
    void aNameMayHoldDotsAndTheShortEnding(String file) throws Exception {
        write(file, "- route:\n    id: named\n    from:\n      uri: direct:x\n      steps:\n        - to: log:x\n");

        load().check();
        assertThat(context.getRouteDefinition("named")).isNotNull();
    }

    @Test
    void aBrokenFileIsNamedAsItIs() throws Exception {
        write("v1.2.camel.yml", "- route:\n    from:\n      uri: direct:x\n      steps:\n        - fly: {}\n");

        assertThatThrownBy(this::load).isInstanceOf(StartFailure.class).hasMessageContaining("v1.2.camel.yml line 5");
    }

    /** Each mistake with the line that holds it; the route begins at the first. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        5 | fly: {}                                   | Unknown node id: fly
        5 | to: {uri: log:x, parameterss: {}}         | Unsupported field: parameterss
        5 | setBody: {simple: "${nofunc}"}            | Unknown function: nofunc
        5 | bean: {ref: nope, method: x}              | No bean could be found in the registry for: nope
        5 | to: "nope:x"                              | No endpoint could be found for: nope://x
        5 | log: "{{nope}}"                           | Property with key [nope] not found
        5 | to: "log:x                                | found unexpected end of stream
        5 | to: [log:x                                | but got <stream end>
        6 | to: log:x\\n    id: a                        | expected <block end>
        6 | to: log:x\\n\t- to: log:y                   | cannot start any token
        7 | to: log:x\\n    id: a\\n    id: b            | found duplicate key id
        """)
    void aMistakeIsReportedWithItsLine(int line, String step, String reason) throws Exception {
        write(
                "a.camel.yaml",
                "- route:\n    from:\n      uri: direct:x\n      steps:\n        - "
                        + step.replace("\\n", "\n").replace("    id", line == 6 ? "       id" : "    id") + "\n");

        assertMistake(line, reason);
    }

    private void assertMistake(int line, String reason) {
        assertThatThrownBy(() -> {
                    Extensions extensions = load();
                    extensions.check();
                    try {
                        context.start();
                    } catch (Exception failure) {
                        throw extensions.explain(failure);
                    }
                })
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("a.camel.yaml line " + line + ": ")
                .hasMessageContaining(reason)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"));
    }

    @Test
    void theLineIsThatOfTheKeyAndOfTheEntryPoint() throws Exception {
        write("a.camel.yaml", "- route:\n    from:\n      uri: direct:x\n      stepss:\n        - to: log:x\n");
        assertMistake(4, "Unsupported field: stepss");

        write("a.camel.yaml", "- route:\n    from:\n      uri: nope:x\n      steps:\n        - to: log:x\n");
        assertMistake(3, "No endpoint could be found for: nope://x");
    }

    /** It would stand beside the way of requests, and guard nothing. */
    @Test
    void aHookMadeFromATemplateStopsTheStart() throws Exception {
        write("guard.camel.yaml", """
            - routeTemplate:
                id: guard
                parameters: [{name: at}]
                from:
                  uri: direct:{{at}}
                  steps:
                    - to: log:x
            - templatedRoute:
                routeTemplateRef: guard
                parameters: [{name: at, value: on-request}]
            """);
        Extensions extensions = load();
        extensions.check();
        context.start();

        assertThatThrownBy(extensions::checkStarted)
                .isInstanceOf(StartFailure.class)
                .hasMessage("direct:on-request must be a route of its own, not made from a template");
    }

    @Test
    void aTemplateForAnythingElseIsNoMatterOfOurs() throws Exception {
        write("other.camel.yaml", """
            - routeTemplate:
                id: any
                parameters: [{name: at}]
                from:
                  uri: direct:{{at}}
                  steps:
                    - to: log:x
            - templatedRoute:
                routeTemplateRef: any
                parameters: [{name: at, value: elsewhere}]
            - route:
                from:
                  uri: direct:on-request
                  steps:
                    - to: log:x
            """);
        Extensions extensions = load();
        extensions.check();
        context.start();

        extensions.checkStarted();
        assertThat(context.getRoutes()).hasSize(2);
    }
}
