package io.oblix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages of documentation refer to exists: files, types, settings. */
class DocsTest {

    private static final Path MAIN = Path.of("src", "main", "java", "io", "oblix");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern PATH = Pattern.compile("[a-z.][\\w.-]*(/[\\w.-]+)+/?");
    private static final Pattern TYPE = Pattern.compile("[A-Z]\\w*[a-z]\\w*");
    private static final Pattern SETTING = Pattern.compile("oblix(\\.[a-z-]+)+");

    /** Headers that look like types. */
    private static final Set<String> FACTS = Set.of(
            "OblixRequest", "OblixMachine", "OblixNetwork", "OblixLocal", "OblixCloud", "OblixKey", "OblixDecision");

    /** Names of the log that look like settings. */
    private static final Set<String> LOGGERS = Set.of("oblix.audit", "oblix.request");

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String folder : List.of("docs", "routes", "bench")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        for (String page : List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
            pages.add(Path.of(page));
        }
        return pages;
    }

    private static List<String> found(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void eachLinkPointsToAFile() throws IOException {
        for (Path page : pages()) {
            assertThat(found(LINK, page))
                    .as(page.toString())
                    .filteredOn(link -> !link.startsWith("http") && Files.notExists(page.resolveSibling(link)))
                    .isEmpty();
        }
    }

    @Test
    void eachPathInTheArchitectureExists() throws IOException {
        assertThat(found(CODE, Path.of("ARCHITECTURE.md")))
                .filteredOn(code -> PATH.matcher(code).matches())
                .isNotEmpty()
                .filteredOn(path -> Stream.of(Path.of(path), MAIN.resolve(path), MAIN.resolve(path + ".java"))
                        .noneMatch(Files::exists))
                .isEmpty();
    }

    @Test
    void eachTypeInTheArchitectureExists() throws IOException {
        Set<String> types = new HashSet<>(FACTS);
        try (Stream<Path> sources = Files.walk(Path.of("src"))) {
            sources.map(source -> source.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .forEach(name -> types.add(name.substring(0, name.length() - ".java".length())));
        }

        assertThat(found(CODE, Path.of("ARCHITECTURE.md")))
                .filteredOn(code -> TYPE.matcher(code).matches())
                .isNotEmpty()
                .filteredOn(type -> !types.contains(type))
                .isEmpty();
    }

    @Test
    void eachSettingInThePagesIsInTheReference() throws IOException {
        String reference = Files.readString(Path.of("application.properties"));
        for (Path page : pages()) {
            assertThat(found(CODE, page))
                    .as(page.toString())
                    .filteredOn(code -> SETTING.matcher(code).matches() && !LOGGERS.contains(code))
                    .filteredOn(setting -> !reference.contains(setting))
                    .isEmpty();
        }
    }
}
