package io.oblix.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the server.
 *
 * @param file the callers' keys; without it none is asked for
 * @param adminKey opens the operator's paths, beside the admin keys in the file; null for none
 */
public record KeySettings(Path file, @Nullable String adminKey) {

    /** A shorter one could be guessed. */
    private static final int LEAST_LENGTH = 16;

    static KeySettings of(SettingsReader read) throws StartFailure {
        String admin = read.text("oblix.admin-key");
        if (admin != null && (admin.length() < LEAST_LENGTH || !isInHeaders(admin))) {
            throw StartFailure.setting(
                    "oblix.admin-key",
                    "(not shown)",
                    "at least " + LEAST_LENGTH + " printable ASCII characters without spaces, such as those of"
                            + " `openssl rand -hex 20`");
        }
        return new KeySettings(Path.of(read.required("oblix.keys-file")), admin);
    }

    private static boolean isInHeaders(String key) {
        return key.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "KeySettings[" + file + "]";
    }
}
