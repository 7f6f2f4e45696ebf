package io.oblix.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.extension.Extensions;
import io.oblix.facts.FactSource;
import io.oblix.fixture.CurlLine;
import io.oblix.fixture.DocsBlocks;
import io.oblix.fixture.DocsBlocks.Block;
import io.oblix.fixture.ShellLine;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.provider.ProviderTypes;
import io.oblix.settings.ExtensionSettings;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.SettingsSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

/** Each command and each piece of configuration in the documentation is run or loaded, as the mark before it says. */
class DocsExamplesTest {

    private static final Set<String> KINDS =
            Set.of("commands", "settings", "policy", "extension", "keys", "java", "sql", "yaml");
    private static final String USUAL = "http://localhost:62549";
    private static final Pattern POLICY = Pattern.compile("direct:policy-([\\w-]+)");

    @TempDir
    private static Path policies;

    @TempDir
    private Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        for (Block block : DocsBlocks.of("policy").toList()) {
            Files.writeString(policies.resolve(policyName(block) + ".camel.yaml"), block.text());
        }
        server = new TestServer(Map.of("oblix.routes-directory", policies.toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String policyName(Block block) {
        Matcher name = POLICY.matcher(block.text());
        assertThat(name.find()).as(block.toString()).isTrue();
        return name.group(1);
    }

    static Stream<Block> commands() {
        return DocsBlocks.of("commands");
    }

    static Stream<Block> settings() {
        return DocsBlocks.of("settings");
    }

    static Stream<Block> policies() {
        return DocsBlocks.of("policy");
    }

    static Stream<Block> extensions() {
        return DocsBlocks.of("extension");
    }

    static Stream<Block> yaml() {
        return DocsBlocks.of("yaml");
    }

    @Test
    void eachBlockSaysHowItIsTestedOrWhyItIsNot() {
        assertThat(DocsBlocks.all())
                .hasSizeGreaterThan(40)
                .allSatisfy(block -> assertThat(block.kind())
                        .as("the mark before the block at %s", block)
                        .matches(kind -> KINDS.contains(kind)
                                || (kind.startsWith(DocsBlocks.NOT_RUN)
                                        && kind.length() > DocsBlocks.NOT_RUN.length())));
    }

    @Test
    void whatIsNotRunIsListedWithItsReason() throws Exception {
        String index = Files.readString(Path.of("docs", "README.md"));
        List<String> rows = new ArrayList<>();
        for (Block block : DocsBlocks.all()) {
            if (block.kind().startsWith(DocsBlocks.NOT_RUN)) {
                Path page = Path.of("docs").relativize(block.page());
                rows.add("| [" + block.page().toString().replace('\\', '/') + "]("
                        + page.toString().replace('\\', '/') + ") | "
                        + block.kind().substring(DocsBlocks.NOT_RUN.length()) + " |");
            }
        }
        List<String> listed = index.lines()
                .dropWhile(line -> !line.equals("| page | why |"))
                .skip(2)
                .filter(line -> line.startsWith("|"))
                .toList();

        assertThat(listed).containsExactlyElementsOf(rows.stream().distinct().toList());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandIsUnderstoodAndARequestIsAnswered(Block block) throws Exception {
        Path keys = folder.resolve("keys.yaml");
        for (String command : block.commands()) {
            ShellLine line = ShellLine.of(command);
            List<String> words = line.words();
            if (words.get(0).equals("curl")) {
                HttpResponse<String> answer =
                        server.send(CurlLine.request(words.subList(1, words.size()), USUAL, server.url("")));
                assertThat(answer.statusCode())
                        .as("%s: %s: %s", block, command, answer.body())
                        .isEqualTo(200);
                assertThat(answer.body()).isNotEmpty();
            } else {
                assertThat(words).as(command).startsWith("java", "-jar");
                assertThat(words.get(2)).as(command).endsWith("oblix-camel.jar");
                assertThat(warnings(line.variables())).as(command).isEmpty();
                List<String> arguments = new ArrayList<>(words.subList(3, words.size()));
                if (arguments.contains("keys")) {
                    arguments.addAll(List.of("--keys-file", keys.toString()));
                }
                run(command, arguments);
            }
        }
    }

    /** Nothing that serves, asks a provider or reads the user's ledger is run; its arguments are checked. */
    private static void run(String command, List<String> arguments) {
        String[] words = arguments.toArray(String[]::new);
        CommandLine program = OblixCommand.commandLine(words);
        StringWriter printed = new StringWriter();
        program.setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed));
        boolean harmless = arguments.contains("keys") || arguments.contains("connect");
        if (harmless) {
            assertThat(program.execute(words)).as("%s: %s", command, printed).isZero();
        } else {
            program.parseArgs(words);
        }
    }

    private static List<String> warnings(Map<String, String> environment) throws Exception {
        return OblixSettings.of(SettingsSource.read(Path.of("no-such-folder"), environment, Map.of()))
                .warnings();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settingsAreTaken(Block block) throws Exception {
        Files.writeString(folder.resolve("application.properties"), block.text());
        OblixSettings read = OblixSettings.of(SettingsSource.read(folder, Map.of(), Map.of()));

        assertThat(ProviderTypes.load().providers(read).byName())
                .as(block.toString())
                .isNotEmpty();
        assertThat(read.warnings()).as(block.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aPolicyIsInUse(Block block) {
        assertThat(server.health().at("/policies/rejected"))
                .as(block.toString())
                .isEmpty();
        assertThat(server.health().at("/policies/loaded").toString()).contains("\"" + policyName(block) + "\"");
        assertThat(server.hello("auto:" + policyName(block)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("extensions")
    void anExtensionIsTaken(Block block) throws Exception {
        Files.writeString(folder.resolve("documented.camel.yaml"), block.text());
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            Extensions.load(context, new ExtensionSettings(folder, Duration.ofSeconds(1), false, false))
                    .check();
            assertThat(context.getRouteDefinitions()).as(block.toString()).isNotEmpty();
        }
    }

    @Test
    void aFileOfKeysIsTaken() throws Exception {
        Block block = DocsBlocks.of("keys").findFirst().orElseThrow();
        Path file = folder.resolve("keys.yaml");
        Files.writeString(file, block.text().replaceAll("([0-9a-f]{4})\\.{3}", "$1" + "0".repeat(60)));

        run("the keys of " + block, List.of("keys", "list", "--keys-file", file.toString()));
    }

    @Test
    void aClassCompiles() throws Exception {
        for (Block block : DocsBlocks.of("java").toList()) {
            Path source = folder.resolve("Calendar.java");
            Files.writeString(source, block.text());
            int status = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "-proc:none",
                            "-cp",
                            Path.of(FactSource.class
                                            .getProtectionDomain()
                                            .getCodeSource()
                                            .getLocation()
                                            .toURI())
                                    .toString(),
                            "-d",
                            folder.toString(),
                            source.toString());
            assertThat(status).as(block.toString()).isZero();
        }
    }

    @Test
    void aQueryOfTheLedgerRuns() throws Exception {
        Path file = folder.resolve("ledger.db");
        try (TestServer withLedger = new TestServer(Map.of("oblix.ledger.url", "jdbc:sqlite:" + file))) {
            assertThat(withLedger.get("/v1/usage").statusCode()).isEqualTo(200);
            for (Block block : DocsBlocks.of("sql").toList()) {
                try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                        Statement statement = connection.createStatement()) {
                    assertThat(statement.execute(block.text()))
                            .as(block.toString())
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("yaml")
    void aPieceOfYamlIsOne(Block block) {
        Object read = new Load(LoadSettings.builder().build()).loadFromString(block.text());

        assertThat(Json.MAPPER.valueToTree(read).isContainerNode())
                .as(block.toString())
                .isTrue();
    }

    @Test
    void anOptionOfCurlThatIsNotKnownFails() {
        assertThat(Arrays.asList("--data-raw", "-k"))
                .allSatisfy(option -> assertThatThrownBy(
                                () -> CurlLine.request(List.of(option, USUAL), USUAL, server.url("")))
                        .isInstanceOf(IllegalArgumentException.class));
    }
}
