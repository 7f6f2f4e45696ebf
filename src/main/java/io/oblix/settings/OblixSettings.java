package io.oblix.settings;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.key.Budget;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All settings that rooms share, checked. A provider reads its own from {@link #reader}, so that no list of providers
 * stands here.
 *
 * @param localModel as the user wrote it, perhaps by a provider's alias; null when none is configured
 * @param cloudModel likewise
 * @param embeddingModel what {@code auto} means for embeddings, likewise
 * @param prices corrections of the published ones
 * @param aliases names of models that stand for others
 * @param budget of all callers together
 * @param log how the log is written
 * @param camelProperties settings of Camel itself, for camel-main
 * @param warnings what the user should know, though it does not stop the start
 * @param reader for providers
 */
public record OblixSettings(
        @Nullable ModelName localModel,
        @Nullable ModelName cloudModel,
        @Nullable ModelName embeddingModel,
        ServerSettings server,
        MachineSettings machine,
        NetworkSettings network,
        PolicySettings policies,
        Map<Side, Timeouts> timeouts,
        RetrySettings retry,
        RescueMode rescue,
        HedgeSettings hedging,
        CascadeSettings cascade,
        BreakerSettings breaker,
        List<Price> prices,
        ExtensionSettings extensions,
        LedgerSettings ledger,
        TelemetrySettings telemetry,
        Aliases aliases,
        KeySettings keys,
        Budget budget,
        LogFormat log,
        Map<String, String> camelProperties,
        List<String> warnings,
        SettingsReader reader) {

    /** @throws StartFailure in one line that names the setting and the remedy */
    public static OblixSettings of(SettingsSource source) throws StartFailure {
        SettingsReader read = new SettingsReader(source);
        return new OblixSettings(
                read.model("oblix.local-model"),
                read.model("oblix.cloud-model"),
                read.model("oblix.embedding-model"),
                ServerSettings.of(read),
                MachineSettings.of(read),
                NetworkSettings.of(read),
                PolicySettings.of(read, source.policyValues()),
                Timeouts.of(read),
                RetrySettings.of(read),
                RescueMode.of(read),
                HedgeSettings.of(read),
                CascadeSettings.of(read),
                BreakerSettings.of(read),
                Price.of(read),
                ExtensionSettings.of(read),
                LedgerSettings.of(read),
                TelemetrySettings.of(read),
                Aliases.of(source.aliases()),
                KeySettings.of(read),
                BudgetSettings.of(read),
                LogFormat.of(read),
                source.camelProperties(),
                source.warnings(),
                read);
    }

    /** Without the keys that other components may hold. */
    @Override
    public String toString() {
        return "OblixSettings[" + localModel + ", " + cloudModel + "]";
    }
}
