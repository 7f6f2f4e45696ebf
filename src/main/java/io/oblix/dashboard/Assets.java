package io.oblix.dashboard;

import io.oblix.key.KeyText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that the page is made of, from the jar. Pages name them with {@code ?v=} and a hash of all, so that a browser keeps
 * them until the next version.
 */
final class Assets {

    /**
     * A file as it is sent.
     *
     * @param type its {@code Content-Type}
     * @param bytes not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Asset(String type, byte[] bytes) {}

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final String PAGE = "text/html; charset=utf-8";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String VERSION = "{{v}}";

    private final Map<String, Asset> byName = new LinkedHashMap<>();
    private final Map<String, Asset> pages = new LinkedHashMap<>();

    private Assets() {}

    /** Loaded once a page is asked for, and not at the start. */
    private static final class Loaded {
        static final Assets ASSETS = load();

        private Loaded() {}
    }

    static Assets get() {
        return Loaded.ASSETS;
    }

    static Assets load() {
        Assets assets = new Assets();
        for (String script : new String[] {
            "main.js",
            "dom.js",
            "words.js",
            "lanes.js",
            "charts.js",
            "decisions.js",
            "story.js",
            "usage.js",
            "ladder.js",
            "whatif.js",
            "connect.js"
        }) {
            assets.add(script, SCRIPT, "web/" + script);
        }
        assets.add("style.css", STYLE, "web/style.css");
        assets.add("icon.svg", "image/svg+xml", "web/icon.svg");
        assets.add("uplot.js", SCRIPT, UPLOT + "uPlot.iife.min.js");
        assets.add("uplot.css", STYLE, UPLOT + "uPlot.min.css");
        String version = assets.version();
        // Modules name each other.
        assets.byName.replaceAll((name, asset) -> name.startsWith("uplot") ? asset : with(asset, version));
        assets.pages.put("index.html", with(new Asset(PAGE, read("web/index.html")), version));
        assets.pages.put("login.html", with(new Asset(PAGE, read("web/login.html")), version));
        return assets;
    }

    private void add(String name, String type, String file) {
        byName.put(name, new Asset(type, read(file)));
    }

    private static byte[] read(String file) {
        try (InputStream in = Assets.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + file);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String version() {
        StringBuilder all = new StringBuilder();
        byName.values().forEach(asset -> all.append(new String(asset.bytes(), StandardCharsets.ISO_8859_1)));
        return KeyText.sha256(all.toString()).substring(0, 12);
    }

    private static Asset with(Asset asset, String version) {
        String text = new String(asset.bytes(), StandardCharsets.UTF_8).replace(VERSION, version);
        return new Asset(asset.type(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Null when there is no such file. */
    @Nullable Asset file(String name) {
        return byName.get(name);
    }

    /** The page for the operator. */
    Asset index() {
        return page("index.html");
    }

    /** A page, as a text in which a part may be replaced. */
    String login() {
        return new String(page("login.html").bytes(), StandardCharsets.UTF_8);
    }

    private Asset page(String name) {
        Asset page = pages.get(name);
        if (page == null) {
            throw new IllegalStateException("no page " + name);
        }
        return page;
    }

    /** The bytes of all of them together. */
    int size() {
        return byName.values().stream().mapToInt(asset -> asset.bytes().length).sum()
                + pages.values().stream()
                        .mapToInt(asset -> asset.bytes().length)
                        .sum();
    }
}
