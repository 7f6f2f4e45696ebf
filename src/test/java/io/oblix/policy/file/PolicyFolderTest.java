package io.oblix.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.oblix.policy.Policy;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A folder is followed look by look; a file counts once it is unchanged for one look. */
class PolicyFolderTest {

    @TempDir
    private Path temp;

    private final DefaultCamelContext context = PolicyTrial.newContext();
    private final Policies policies = new Policies(context, Situations.THRESHOLDS, Map.of());

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    private static void write(Path folder, String name, String reason) throws IOException {
        Files.writeString(folder.resolve(name + ".camel.yaml"), """
            - route:
                from:
                  uri: direct:policy-%s
                  steps:
                    - to: decide:local?reason=%s
            """.formatted(name, reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aByteOrderMarkIsNoPartOfAPolicyOrItsExamples(String charset) throws Exception {
        write(temp, "auto", "marked");
        Files.writeString(
                temp.resolve("auto.examples.yaml"), "- {name: any, given: {}, then: {target: local, reason: marked}}");
        for (String file : new String[] {"auto.camel.yaml", "auto.examples.yaml"}) {
            byte[] marked = ("\ufeff" + Files.readString(temp.resolve(file))).getBytes(Charset.forName(charset));
            Files.write(temp.resolve(file), marked);
        }
        new PolicyFolder(temp, policies).load();

        assertThat(policies.rejections()).isEmpty();
        assertThat(reason("auto")).isEqualTo("marked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4.1", "v1.2.3", "a.camel", "my policy.2", "größe.1", "yaml", "x_1."})
    void aNameMayHoldDots(String name) throws Exception {
        write(temp, name, "dotted");
        Files.writeString(
                temp.resolve(name + ".examples.yaml"),
                "- {name: any, given: {}, then: {reason: dotted, target: local}}");
        new PolicyFolder(temp, policies).load();

        assertThat(policies.rejections()).isEmpty();
        assertThat(reason(name)).isEqualTo("dotted");
    }

    private void rename(String from, String to) throws IOException {
        Files.move(temp.resolve(from), temp.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void theShortEndingIsUnderstoodAlsoOfExamples() throws Exception {
        write(temp, "auto", "first");
        rename("auto.camel.yaml", "auto.camel.yml");
        Files.writeString(temp.resolve("auto.examples.yml"), "- {name: any, given: {}, then: {target: cloud}}");
        PolicyFolder folder = new PolicyFolder(temp, policies);
        folder.load();
        assertThat(policies.rejections().get("auto"))
                .satisfies(rejection -> assertThat(rejection.file()).endsWith("auto.examples.yml"));

        Files.delete(temp.resolve("auto.examples.yml"));
        folder.follow();
        folder.follow();
        assertThat(reason("auto")).isEqualTo("first");
        assertThat(policies.fromJar()).isEmpty();
    }

    /** As after a file was renamed: the policy stays, whichever of the two is deleted. */
    @Test
    void besideTheUsualEndingTheShortOneIsNotUsedAndToldOnce() throws Exception {
        write(temp, "auto", "short");
        rename("auto.camel.yaml", "auto.camel.yml");
        write(temp, "auto", "usual");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger log = (Logger) LoggerFactory.getLogger(PolicyFolder.class);
        log.addAppender(lines);
        PolicyFolder folder = new PolicyFolder(temp, policies);
        folder.load();
        folder.follow();
        folder.follow();
        log.detachAppender(lines);

        assertThat(reason("auto")).isEqualTo("usual");
        assertThat(lines.list)
                .singleElement()
                .asString()
                .contains("auto.camel.yml is not used, because auto.camel.yaml is beside it");

        Files.delete(temp.resolve("auto.camel.yaml"));
        folder.follow();
        folder.follow();
        assertThat(reason("auto")).isEqualTo("short");
    }

    @ParameterizedTest
    @CsvSource({
        "mine.yaml, a policy is named NAME.camel.yaml or NAME.camel.yml",
        "mine.yml, a policy is named NAME.camel.yaml or NAME.camel.yml",
        "mine.camel.YAML, a policy is named NAME.camel.yaml or NAME.camel.yml",
        "mine.Camel.yaml, a policy is named NAME.camel.yaml or NAME.camel.yml",
        "camel.yaml, a policy is named NAME.camel.yaml or NAME.camel.yml",
        "other.examples.yaml, there is no other.camel.yaml beside it",
        "other.examples.yml, there is no other.camel.yaml beside it",
        "auto.examples.yml, because auto.examples.yaml is beside it",
    })
    void aFileOfAnotherNameIsReported(String file, String why) throws Exception {
        write(temp, "auto", "first");
        Files.writeString(temp.resolve("auto.examples.yaml"), "[]");
        Files.writeString(temp.resolve(file), "");

        assertThat(PolicyTrial.unused(temp)).singleElement().asString().contains(file + " is not used", why);
        assertThat(PolicyFiles.in(temp)).hasSize(1);
    }

    @Test
    void whatIsNoYamlOrHiddenIsNoMatterOfOurs() throws Exception {
        for (String file :
                new String[] {"README.md", "policy.schema.json", "auto.camel.yaml~", ".auto.camel.yaml.swp"}) {
            Files.writeString(temp.resolve(file), "");
        }
        Files.writeString(temp.resolve(".hidden.camel.yaml"), "");

        assertThat(PolicyTrial.unused(temp)).isEmpty();
        assertThat(PolicyFiles.in(temp)).isEmpty();
    }

    /** Also where the charset of the locale is ASCII. */
    @Test
    void aDescriptionKeepsItsLetters() throws Exception {
        Files.writeString(temp.resolve("auto.camel.yaml"), """
            - route:
                description: "größer, 大きい"
                from:
                  uri: direct:policy-auto
                  steps:
                    - to: decide:local?reason=first
            """);
        new PolicyFolder(temp, policies).load();

        Policy policy = policies.get("auto");
        assertThat(policy).isNotNull();
        assertThat(policy.description()).isEqualTo("größer, 大きい");
    }

    private String reason(String name) {
        Policy policy = policies.get(name);
        return policy == null ? "none" : policy.rules().get(0).verdict().reason();
    }

    @Test
    void withoutAFolderThePoliciesInTheJarAreUsed() {
        new PolicyFolder(temp.resolve("none"), policies).load();

        assertThat(policies.names()).containsExactlyElementsOf(PolicyFiles.SHIPPED);
        assertThat(policies.fromJar()).hasSize(PolicyFiles.SHIPPED.size());
    }

    @Test
    void anEditCountsOnceItIsUnchangedForOneLook() throws Exception {
        write(temp, "auto", "first");
        PolicyFolder folder = new PolicyFolder(temp, policies);
        folder.load();
        assertThat(reason("auto")).isEqualTo("first");

        write(temp, "auto", "second-version");
        folder.follow();
        assertThat(reason("auto")).isEqualTo("first");
        write(temp, "auto", "third-and-longer");
        folder.follow();
        assertThat(reason("auto")).isEqualTo("first");
        folder.follow();
        assertThat(reason("auto")).isEqualTo("third-and-longer");
    }

    @Test
    void aDeletedFileRemovesItsPolicyAfterTwoLooks() throws Exception {
        write(temp, "auto", "first");
        write(temp, "mine", "mine");
        PolicyFolder folder = new PolicyFolder(temp, policies);
        folder.load();

        Files.delete(temp.resolve("mine.camel.yaml"));
        Files.delete(temp.resolve("auto.camel.yaml"));
        folder.follow();
        assertThat(policies.names()).containsExactly("auto", "mine");
        folder.follow();
        assertThat(policies.names()).containsExactly("auto");
        assertThat(policies.fromJar()).containsOnlyKeys("auto");
    }

    @Test
    void aBadAutoAtTheStartIsReplacedByTheOneInTheJarAndStaysReported() throws Exception {
        write(temp, "auto", "Not Good");
        new PolicyFolder(temp, policies).load();

        assertThat(policies.fromJar()).containsOnlyKeys("auto");
        assertThat(policies.rejections()).containsOnlyKeys("auto");
    }

    @Test
    void aFolderThatAppearsReplacesTheJarAndOneThatDisappearsGivesItBack() throws Exception {
        Path folder = temp.resolve("routes");
        PolicyFolder followed = new PolicyFolder(folder, policies);
        followed.load();

        Files.createDirectory(folder);
        write(folder, "auto", "mine");
        followed.follow();
        followed.follow();
        assertThat(policies.names()).containsExactly("auto");
        assertThat(reason("auto")).isEqualTo("mine");

        Files.delete(folder.resolve("auto.camel.yaml"));
        Files.delete(folder);
        followed.follow();
        followed.follow();
        assertThat(policies.names()).containsExactlyElementsOf(PolicyFiles.SHIPPED);
    }

    @Test
    void aLinkThatPointsElsewhereIsSeenThoughSizeAndTimeAreTheSame() throws Exception {
        Path link = temp.resolve("link");
        for (String each : new String[] {"one", "two"}) {
            Path folder = Files.createDirectory(temp.resolve(each));
            write(folder, "auto", "is-" + each);
            Files.setLastModifiedTime(folder.resolve("auto.camel.yaml"), FileTime.fromMillis(1_700_000_000_000L));
        }
        Files.createSymbolicLink(link, temp.resolve("one"));
        PolicyFolder folder = new PolicyFolder(link, policies);
        folder.load();
        assertThat(reason("auto")).isEqualTo("is-one");

        Path next = Files.createSymbolicLink(temp.resolve("next"), temp.resolve("two"));
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
        folder.follow();
        folder.follow();
        assertThat(reason("auto")).isEqualTo("is-two");
    }
}
