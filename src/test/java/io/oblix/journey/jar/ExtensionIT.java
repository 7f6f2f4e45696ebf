package io.oblix.journey.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.JarProcess;
import io.oblix.fixture.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar with extensions beside it, and with a jar in {@code lib/}. */
class ExtensionIT {

    /** The smallest component that Camel accepts. */
    private static final String COMPONENT = """
        package com.example;

        public class GreetComponent extends org.apache.camel.support.DefaultComponent {
            protected org.apache.camel.Endpoint createEndpoint(
                    String uri, String rest, java.util.Map<String, Object> parameters) {
                return new org.apache.camel.support.ProcessorEndpoint(
                        uri, this, exchange -> exchange.getMessage().setBody("Greetings from " + rest));
            }
        }
        """;

    @TempDir
    private Path folder;

    private Path jar;

    @BeforeEach
    void putTheJarIntoAFolderOfItsOwn() throws IOException {
        jar = folder.resolve("oblix-camel.jar");
        Files.copy(Path.of(System.getProperty("oblix.test.jar")), jar);
        Files.createDirectory(folder.resolve("extensions"));
    }

    private void addComponent() throws IOException {
        Path source = folder.resolve("GreetComponent.java");
        Files.writeString(source, COMPONENT);
        Path classes = Files.createDirectory(folder.resolve("classes"));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        OutputStream.nullOutputStream(),
                        System.err,
                        "-proc:none",
                        "--release",
                        "17",
                        "-cp",
                        jar.toString(),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(status).isZero();
        Path library = Files.createDirectory(folder.resolve("lib")).resolve("greet.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(library))) {
            out.putNextEntry(new JarEntry("com/example/GreetComponent.class"));
            out.write(Files.readAllBytes(classes.resolve("com/example/GreetComponent.class")));
            out.putNextEntry(new JarEntry("META-INF/services/org/apache/camel/component/greet"));
            out.write("class=com.example.GreetComponent\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private HttpResponse<String> chat(int port, String model) throws Exception {
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Good morning\"}]}";
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aComponentFromAJarInLibAnswersAsAProvider() throws Exception {
        addComponent();
        write("application.properties", """
                oblix.provider.greeter.uri=greet:lib
                oblix.local-model=greeter:any
                oblix.provider.greeter.side=local
                oblix.host=127.0.0.1
                oblix.port=0
                """);
        try (JarProcess server = JarProcess.startJar(jar, folder, Map.of(), List.of())) {
            HttpResponse<String> answer = chat(server.port(), "auto");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(TestServer.json(answer).at("/choices/0/message/content").asText())
                    .isEqualTo("Greetings from lib");
        }
    }

    @Test
    void anAuditTrailOfAnswersGrowsInAFile() throws Exception {
        write("extensions/audit.camel.yaml", """
            - route:
                id: audit
                from:
                  uri: direct:on-answer
                  steps:
                    - marshal:
                        json: {library: Jackson}
                    - to: file:audit?fileName=answers.jsonl&fileExist=Append&appendChars=\\n
                    - log: {message: "one line more", loggingLevel: DEBUG}
            """);
        Path trail = folder.resolve("audit/answers.jsonl");
        try (JarProcess server = JarProcess.startJar(jar, folder, Map.of(), List.of(), "demo", "--port", "0")) {
            int port = server.port();
            chat(port, "auto:cloud-first");
            chat(port, "auto:local-first");
            Await.until("two lines", () -> lines(trail).size() == 2);
            Await.until("the log step at its level", () -> server.output().contains("DEBUG audit: one line more"));
        }
        assertThat(lines(trail)).allSatisfy(line -> assertThat(line).startsWith("{\"requestId\":\"req_"));
        assertThat(lines(trail).get(1)).contains("\"reason\":\"local-first\"", "\"outcome\":\"answered\"");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @Test
    void anExtensionThatCannotBeUsedStopsTheStart() throws Exception {
        write(
                "extensions/broken.camel.yaml",
                "- route:\n    from:\n      uri: direct:x\n      steps:\n        - fly: {}\n");
        try (JarProcess server = JarProcess.startJar(jar, folder, Map.of(), List.of(), "demo", "--port", "0")) {
            assertThat(server.exitStatus()).isEqualTo(2);
            assertThat(server.output())
                    .contains("broken.camel.yaml", "line 5", "fly")
                    .doesNotContain("\tat ");
        }
    }
}
