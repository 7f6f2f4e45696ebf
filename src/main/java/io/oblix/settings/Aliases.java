package io.oblix.settings;

import io.oblix.chat.ModelName;
import io.oblix.chat.PolicyName;
import io.oblix.key.Glob;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code oblix.alias.NAME}: names that clients send and cannot change, each with a name of ours.
 *
 * @param byName a {@code *} in a name stands for any text
 */
public record Aliases(Map<String, String> byName) {

    static final String PREFIX = "oblix.alias.";

    /** A date that providers put behind the name of a model. */
    private static final String DATE = "-20\\d{6}";

    public Aliases {
        byName = Map.copyOf(byName);
    }

    /** @throws StartFailure when a name or what it stands for cannot be a name, or it stands for another alias */
    static Aliases of(Map<String, String> given) throws StartFailure {
        for (Map.Entry<String, String> alias : new TreeMap<>(given).entrySet()) {
            String setting = PREFIX + alias.getKey();
            if (!ModelName.isPrintable(alias.getKey()) || !ModelName.isPrintable(alias.getValue())) {
                throw StartFailure.setting(
                        setting,
                        alias.getValue(),
                        "a model's name of ours, such as auto, auto:local-first or ollama:llama3.2:1b");
            }
            boolean ours = alias.getValue().equals(PolicyName.AUTO) || ModelName.parse(alias.getValue()) != null;
            if (!ours) {
                throw StartFailure.setting(
                        setting, alias.getValue(), "auto, a policy such as auto:local-first, or provider:name");
            }
        }
        return new Aliases(given);
    }

    /** What a name stands for, with or without the date at its end; the longest name that fits counts. */
    public @Nullable String of(String model) {
        if (byName.isEmpty()) {
            return null;
        }
        String exact = byName.get(model);
        String undated = model.replaceFirst(DATE + "$", "");
        if (exact == null) {
            exact = byName.get(undated);
        }
        if (exact != null) {
            return exact;
        }
        String best = null;
        for (String name : byName.keySet()) {
            boolean longer = best == null || name.length() > best.length();
            if (longer && name.indexOf('*') >= 0 && (Glob.fits(name, model) || Glob.fits(name, undated))) {
                best = name;
            }
        }
        return best == null ? null : byName.get(best);
    }
}
