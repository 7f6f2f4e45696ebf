package io.oblix.key.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.key.Budget;
import io.oblix.key.Key;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an edit changes of a key, by the names that its fields have in the file. Of a hash only that it is another one. */
final class KeyChange {

    private static final double MICRO = 1e6;

    private KeyChange() {}

    /** Of a new key the fields that say more than nothing would, with their values. */
    static ObjectNode added(Key key) {
        ObjectNode nothing = fields(Key.NONE);
        ObjectNode fields = fields(key);
        nothing.properties().forEach(field -> {
            if (fields.get(field.getKey()).equals(field.getValue())) {
                fields.remove(field.getKey());
            }
        });
        return fields;
    }

    /** The fields that differ, each with its value before and after. */
    static ObjectNode between(Key before, Key after) {
        ObjectNode now = fields(after);
        ObjectNode changes = Json.object();
        fields(before).properties().forEach(field -> {
            if (!now.get(field.getKey()).equals(field.getValue())) {
                changes.putArray(field.getKey()).add(field.getValue()).add(now.get(field.getKey()));
            }
        });
        if (!before.hashes().get(0).sha256().equals(after.hashes().get(0).sha256())) {
            changes.put("sha256", "replaced");
        }
        return changes;
    }

    /** Each that there is; null for one that is without a limit. */
    private static ObjectNode fields(Key key) {
        ObjectNode fields = Json.object().put("admin", key.admin());
        fields.set("policies", names(key.policies()));
        fields.set("models", names(key.models()));
        return fields.put("requests-per-minute", limit(key.limits().requestsPerMinute()))
                .put("tokens-per-minute", limit(key.limits().tokensPerMinute()))
                .put("concurrent-requests", limit(key.limits().concurrentRequests()))
                .put("budget.day", usd(key.budget().dayMicroUsd()))
                .put("budget.month", usd(key.budget().monthMicroUsd()))
                .put("when-spent", key.budget().whenSpent().name().toLowerCase(Locale.ROOT))
                .put("privacy", key.localOnly() ? "local-only" : "any")
                .put("expires", text(key.expires()))
                .put(
                        "previous.until",
                        text(
                                key.hashes().size() < 2
                                        ? null
                                        : key.hashes().get(1).until()));
    }

    private static ArrayNode names(Iterable<String> names) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        names.forEach(array::add);
        return array;
    }

    private static @Nullable Integer limit(int limit) {
        return limit == 0 ? null : limit;
    }

    private static @Nullable Double usd(long microUsd) {
        return microUsd == Budget.UNLIMITED ? null : microUsd / MICRO;
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
