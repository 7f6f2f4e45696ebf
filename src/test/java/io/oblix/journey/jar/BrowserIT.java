package io.oblix.journey.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.JarProcess;
import io.oblix.fixture.KeysOnDisk;
import io.oblix.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The demo's dashboard in Chromium. Skipped where no browser is installed. */
class BrowserIT {

    private static final List<Path> BROWSERS = Stream.of("chromium", "chromium-browser", "google-chrome")
            .map(name -> Path.of("/usr/bin", name))
            .toList();

    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path PICTURES = Path.of("target", "dashboard");
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    @TempDir
    private static Path folder;

    private static @Nullable JarProcess demo;
    private static @Nullable ChromeDriver driver;
    private static String url = "";

    @BeforeAll
    static void openTheBrowser() throws IOException {
        Optional<Path> browser = BROWSERS.stream().filter(Files::isExecutable).findFirst();
        assumeTrue(
                browser.isPresent() && Files.isExecutable(DRIVER),
                "no browser: it takes Debian's packages chromium and chromium-driver");
        JarProcess server = JarProcess.start(folder, Map.of(), "demo", "--port", "0");
        demo = server;
        url = "http://127.0.0.1:" + server.port() + "/";
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow().toFile());
        // As root there is no sandbox, and the rest keeps the browser from asking its maker's servers.
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile"));
        options.setCapability("goog:loggingPrefs", logs);
        // Given the driver's path, Selenium neither looks for one nor downloads it.
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
    }

    @AfterAll
    static void closeTheBrowser() {
        if (driver != null) {
            driver.quit();
        }
        if (demo != null) {
            demo.close();
        }
    }

    private static ChromeDriver driver() {
        if (driver == null) {
            throw new IllegalStateException("no browser");
        }
        return driver;
    }

    private static String text(String id) {
        return driver().findElement(By.id(id)).getText();
    }

    private static void await(String what, String script) {
        Await.until(what, () -> Boolean.TRUE.equals(driver().executeScript("return " + script)));
    }

    /** A width in CSS pixels, and a theme. */
    private static void look(int width, boolean dark) {
        driver().executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
        driver().executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of(
                                "features",
                                List.of(
                                        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                                        Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    private static void assertReadableByAll(String what) {
        List<Rule> grave = new AxeBuilder()
                .analyze(driver()).getViolations().stream()
                        .filter(rule -> GRAVE.contains(rule.getImpact()))
                        .toList();

        assertThat(grave)
                .as(what)
                .extracting(rule -> rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes())
                .isEmpty();
    }

    /** What the page complained of, and which other servers it asked, since the last call. */
    private static List<String> faults(String own) {
        List<String> faults = new ArrayList<>();
        for (LogEntry entry : driver().manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                faults.add(entry.getMessage());
            }
        }
        for (LogEntry entry : driver().manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = Json.valueOrNull(entry.getMessage());
            if (message != null && message.at("/message/method").asText().equals("Network.requestWillBeSent")) {
                String asked = message.at("/message/params/request/url").asText();
                if (isForeign(asked, own)) {
                    faults.add("asked " + asked);
                }
            }
        }
        return faults;
    }

    private static boolean isForeign(String asked, String own) {
        return !asked.startsWith(own) && !asked.startsWith("data:") && !asked.startsWith("about:");
    }

    /** As sent by a browser: with its origin, its cookie, and the policy of the page. */
    @Test
    void anOperatorLogsInAndOutAndTheBrowserKeepsNoKey() throws IOException {
        KeysOnDisk keys = new KeysOnDisk().with("root", "admin: true");
        Map<String, String> environment = Map.of(
                "OBLIX_KEYS_FILE", keys.file().toString(),
                "OBLIX_LEDGER_URL", "jdbc:sqlite::memory:",
                "OBLIX_HOST", "127.0.0.1",
                "OBLIX_PORT", "0",
                "OBLIX_LOCAL_MODEL", "ollama:none");
        try (JarProcess server = JarProcess.start(folder, environment)) {
            String home = "http://127.0.0.1:" + server.port() + "/";
            faults(home);
            driver().get(home);
            driver().findElement(By.id("key")).sendKeys(KeysOnDisk.key("root"), Keys.ENTER);
            await("the page is live", "document.getElementById('live')?.textContent === 'live'");

            assertThat(driver().getCurrentUrl()).isEqualTo(home);
            assertThat(driver().executeScript(
                                    "return localStorage.length + sessionStorage.length + document.cookie.length"))
                    .isEqualTo(0L);
            await("nothing was asked yet", "document.getElementById('empty')?.hidden === false");
            assertThat(text("first")).contains(home + "v1", "Authorization: Bearer YOUR_KEY");
            assertThat(text("key-note")).contains("asks for a key");
            assertThat(server.output()).contains("with a key of yours").doesNotContain("any-value");
            assertReadableByAll("empty");

            driver().findElement(By.cssSelector("#logout button")).click();
            await("the login is back", "document.getElementById('key') !== null");
            assertThat(faults(home)).isEmpty();
        }
    }

    @Test
    void thePageIsLiveReadableByAllAndUsedByTheKeyboardAlone() throws IOException {
        Files.createDirectories(PICTURES);
        look(1400, false);
        faults(url);
        driver().get(url);
        await("the page is live", "document.getElementById('live').textContent === 'live'");
        await("decisions of the sample requests", "document.querySelectorAll('#rows .row').length > 2");
        await("a decision that has ended", "document.querySelector('#rows').textContent.includes('local-is-enough')");
        assertThat(text("lane-local")).contains("ollama:simulated-local", "circuit closed");
        assertThat(text("lane-cloud")).contains("openai:simulated-cloud", "line");
        await("hits in the ladder", "!document.querySelector('#ladder').textContent.match(/^\\s*$/)");
        await("charts", "document.querySelectorAll('.plot canvas').length === 3");

        walkByKeyboard();
        for (String saved : List.of("fallback", "rescued", "hedged", "escalated")) {
            await(
                    "a sample request that is " + saved,
                    "document.querySelector('#rows').textContent.includes(' · " + saved + " · ')");
        }
        assertReadableByAll("light");
        for (boolean dark : new boolean[] {false, true}) {
            for (int width : new int[] {390, 820, 1400}) {
                look(width, dark);
                await("no sideways scrolling", "document.documentElement.scrollWidth <= " + width);
                driver().executeScript("window.scrollTo(0, 0)");
                byte[] picture = driver().getScreenshotAs(OutputType.BYTES);
                Files.write(PICTURES.resolve("dashboard-" + width + (dark ? "-dark" : "-light") + ".png"), picture);
            }
        }
        assertReadableByAll("dark");
        look(390, false);
        assertReadableByAll("on a telephone");

        driver().get(url + "login");
        assertReadableByAll("login");
        assertThat(faults(url)).isEmpty();
    }

    /** From the top to the end, without a place that keeps the focus. */
    private static void walkByKeyboard() {
        driver().findElement(By.id("pause")).sendKeys(Keys.ENTER);
        // The next TAB goes on from here: the top of the page.
        driver().executeScript(
                        "const top = document.createElement('span'); top.tabIndex = -1; document.body.prepend(top);"
                                + " top.focus(); top.remove()");
        List<String> seen = new ArrayList<>();
        boolean opened = false;
        boolean asked = false;
        for (int i = 0; i < 200 && !seen.contains("lines"); i++) {
            driver().switchTo().activeElement().sendKeys(Keys.TAB);
            WebElement focus = driver().switchTo().activeElement();
            String id = focus.getDomAttribute("id");
            seen.add(id == null ? focus.getTagName() + "." + focus.getDomAttribute("class") : id);
            if (!opened && "row".equals(focus.getDomAttribute("class"))) {
                opened = true;
                focus.sendKeys(Keys.ENTER);
                await("the story of a decision", "document.querySelector('.story:not([hidden]) .facts') !== null");
            } else if (!asked && "question".equals(id)) {
                asked = true;
                focus.sendKeys(" And the sea?", Keys.TAB, Keys.TAB, Keys.TAB, Keys.ENTER);
                await("a verdict", "document.getElementById('verdict').textContent.includes('It would go to')");
            }
        }

        assertThat(seen.get(0)).isEqualTo("a.skip");
        assertThat(seen).contains("pause", "policies", "question", "clients", "lines");
        assertThat(opened && asked).isTrue();
        driver().findElement(By.id("pause")).sendKeys(Keys.ENTER);
    }
}
