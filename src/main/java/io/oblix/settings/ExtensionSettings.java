package io.oblix.settings;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The operator's own Camel routes.
 *
 * @param directory of the {@code *.camel.yaml} files; it need not exist
 * @param timeout after which a hook counts as failed, 10 ms to 1 h
 * @param texts whether hooks after an answer get the texts of request and answer
 * @param camelCli whether Camel's command line sees this server
 */
public record ExtensionSettings(Path directory, Duration timeout, boolean texts, boolean camelCli) {

    static ExtensionSettings of(SettingsReader read) throws StartFailure {
        return new ExtensionSettings(
                Path.of(read.required("oblix.extensions-directory")),
                read.duration("oblix.extensions.timeout", "10ms", "1h"),
                read.flag("oblix.extensions.texts"),
                read.flag("oblix.camel-cli"));
    }
}
