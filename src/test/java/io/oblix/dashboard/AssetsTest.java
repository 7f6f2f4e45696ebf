package io.oblix.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AssetsTest {

    private static final int MOST_BYTES = 150_000;
    private static final Pattern NAMED = Pattern.compile("(?:/dashboard/|\\./)([\\w.-]+)\\?v=(\\w+)");

    private final Assets assets = Assets.load();

    private static String text(Assets.@Nullable Asset asset) {
        assertThat(asset).isNotNull();
        return new String(asset.bytes(), StandardCharsets.UTF_8);
    }

    private List<String> pages() {
        return List.of(text(assets.index()), assets.login());
    }

    @Test
    void allTogetherAreSmall() {
        assertThat(assets.size()).isLessThan(MOST_BYTES);
    }

    @Test
    void eachFileThatIsNamedIsThere() {
        Set<String> seen = new TreeSet<>();
        String all = String.join("", pages()) + text(assets.file("main.js"));
        NAMED.matcher(all).results().forEach(match -> {
            assertThat(assets.file(match.group(1))).as(match.group()).isNotNull();
            seen.add(match.group(2));
        });

        assertThat(seen).as("one version for all").hasSize(1);
        assertThat(all).doesNotContain("{{v}}");
    }

    @Test
    void noPageHasAScriptOrAStyleInsideIt() {
        for (String page : pages()) {
            assertThat(page).doesNotContain("<style", " style=", "javascript:").doesNotContainPattern(" on\\w+=");
            assertThat(page.split("<script", -1))
                    .allSatisfy(part -> assertThat(part).doesNotContainPattern("^>"));
        }
    }

    @Test
    void nothingIsLoadedFromElsewhere() {
        String own = pages().stream().collect(Collectors.joining()) + text(assets.file("style.css"));
        assertThat(own).doesNotContain("https://", "http://", "//cdn", "@import");
    }

    @Test
    void anUnknownFileIsNone() {
        assertThat(assets.file("../Assets.class")).isNull();
        assertThat(assets.file("")).isNull();
    }
}
