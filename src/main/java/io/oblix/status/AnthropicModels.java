package io.oblix.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.provider.KnownModel;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.server.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The list of models in Anthropic's form (https://platform.claude.com/docs/en/api/models-list), for requests that name a
 * version of its API. Claude Code offers only ids with "claude" or "anthropic" in them, so it gets ours with a prefix.
 *
 * @param client the client's program
 * @param startedSeconds when this server was started
 */
record AnthropicModels(Providers providers, String client, long startedSeconds) {

    private static final String PREFIX = "anthropic/";
    private static final int USUAL_LIMIT = 20;
    private static final int MAX_LIMIT = 1_000;

    static boolean isWanted(HttpRequest http) {
        return !http.headers("anthropic-version").isEmpty();
    }

    /** The id as a chat accepts it. */
    static String withoutPrefix(String id) {
        return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    }

    /** A page of the list. */
    ObjectNode list(Map<String, KnownModel> models, HttpRequest http) {
        List<String> ids = new ArrayList<>(models.keySet());
        int limit = limit(http.query("limit"));
        String afterId = http.query("after_id");
        String beforeId = http.query("before_id");
        int from = afterId == null ? 0 : ids.indexOf(withoutPrefix(afterId)) + 1;
        int end = beforeId == null ? -1 : ids.indexOf(withoutPrefix(beforeId));
        if (end >= 0) {
            from = Math.max(0, end - limit);
        }
        int to = Math.min(end < 0 ? ids.size() : end, from + limit);
        ObjectNode list = Json.object();
        ArrayNode data = list.putArray("data");
        for (String id : ids.subList(from, to)) {
            data.add(model(shown(id), models.getOrDefault(id, new KnownModel(id, id, 0, "", true))));
        }
        boolean more = beforeId == null ? to < ids.size() : from > 0;
        list.put("has_more", more);
        list.set("first_id", data.isEmpty() ? NullNode.instance : data.path(0).path("id"));
        list.set(
                "last_id",
                data.isEmpty() ? NullNode.instance : data.path(data.size() - 1).path("id"));
        return list;
    }

    private static int limit(@Nullable String limit) {
        try {
            return limit == null ? USUAL_LIMIT : Math.max(1, Math.min(MAX_LIMIT, Integer.parseInt(limit)));
        } catch (NumberFormatException noNumber) {
            return USUAL_LIMIT;
        }
    }

    private String shown(String id) {
        String lower = id.toLowerCase(Locale.ROOT);
        boolean hidden = client.equals("claude-code") && !lower.contains("claude") && !lower.contains("anthropic");
        return hidden ? PREFIX + id : id;
    }

    ObjectNode model(String id, KnownModel known) {
        String ours = withoutPrefix(id);
        long created = known.createdSeconds() > 0 ? known.createdSeconds() : startedSeconds;
        ObjectNode json = Json.object()
                .put("type", "model")
                .put("id", id)
                .put("display_name", known.title().equals(known.name()) ? ours : known.title())
                .put("created_at", Instant.ofEpochSecond(created).toString());
        ModelName model = ModelName.parse(ours);
        Provider provider = model == null ? null : providers.get(model.provider());
        if (model == null || provider == null) {
            json.putNull("max_input_tokens");
        } else {
            json.put("max_input_tokens", provider.state(model.name()).contextTokens());
        }
        return json.putNull("max_tokens").put("lifecycle", "active");
    }
}
