package io.oblix.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** How the log is written. */
public enum LogFormat {
    /** Lines for people. */
    TEXT,

    /** One JSON object a line, whatever the server prints. */
    JSON;

    private static final String SETTING = "oblix.log.format";

    static LogFormat of(SettingsReader read) throws StartFailure {
        return read.word(SETTING, "text", "json").equals("json") ? JSON : TEXT;
    }

    /**
     * What the environment or the file asks for, before any setting is checked, so that also a wrong one is reported in
     * that format. {@link #TEXT} where that cannot be told.
     *
     * @param folder where {@code application.properties} is looked for
     */
    public static LogFormat wanted(Path folder, Map<String, String> environment) {
        String wanted = WrittenValue.unquoted(environment.getOrDefault(SettingsSource.variableOf(SETTING), ""));
        if (wanted.isEmpty()) {
            Properties file = new Properties();
            try {
                file.load(new StringReader(TextFile.read(folder.resolve("application.properties"))));
            } catch (IOException | IllegalArgumentException unreadable) {
                return TEXT;
            }
            wanted = WrittenValue.strip(file.getProperty(SETTING, ""));
        }
        return wanted.toLowerCase(Locale.ROOT).equals("json") ? JSON : TEXT;
    }
}
