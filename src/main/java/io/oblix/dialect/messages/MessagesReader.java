package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Original;
import io.oblix.chat.Rendering;
import io.oblix.dialect.Caller;
import io.oblix.dialect.RequestJson;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bytes of a Messages request to a {@link ChatRequest}. */
final class MessagesReader {

    static final String PATH = "/v1/messages";

    private static final String OWN_PREFIX = "anthropic/";

    /** Before the id of a session, where a text names user, account and session. */
    private static final String OLDER_SESSION = "_session_";

    private static final int MAX_USER_LENGTH = 128;

    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    /** Fields that are translated, or that are hints without a loss. */
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "system",
            "max_tokens",
            "stop_sequences",
            "stream",
            "temperature",
            "top_p",
            "top_k",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "metadata",
            "service_tier",
            "cache_control",
            "mcp_servers",
            "container");

    /** What a provider that does not take them leaves out without a word. */
    private static final Set<String> SOFT = Set.of(
            "max_completion_tokens",
            "temperature",
            "top_p",
            "reasoning_effort",
            "safety_identifier",
            "service_tier",
            "cache_control");

    private final ObjectNode source;
    private final ObjectNode body = Json.object();
    private final Notes notes = new Notes();
    private final ToolNames names = new ToolNames();

    private MessagesReader(ObjectNode source) {
        this.source = source;
    }

    /**
     * @param headers those of Anthropic's API
     * @throws io.oblix.problem.RequestProblem when the body is no request of this API
     */
    static ChatRequest read(Caller caller, byte[] bytes, Map<String, String> headers, Cancellation cancellation) {
        RequestJson json = RequestJson.read(bytes);
        MessagesCheck.check(json.object());
        MessagesReader reader = new MessagesReader(json.object());
        boolean streaming = RequestJson.flag(json.object(), "stream", "stream");
        reader.translate(streaming);
        String model = json.model();
        return caller.in(conversation(json.object()))
                .request(
                        reader.body,
                        model.startsWith(OWN_PREFIX) ? model.substring(OWN_PREFIX.length()) : model,
                        streaming,
                        bytes.length,
                        cancellation)
                .in(MessagesDialect.NAME, new Original(PATH, bytes, headers, json.fields()), reader.rendering());
    }

    /** Claude Code's id of the session, inside a text that is JSON; before 2.1 after the words for user and account. */
    private static @Nullable String conversation(ObjectNode source) {
        String user = Json.text(source.path("metadata"), "user_id");
        int older = user != null && user.startsWith("user_") ? user.lastIndexOf(OLDER_SESSION) : -1;
        if (user != null && older > 0) {
            String session = user.substring(older + OLDER_SESSION.length());
            return session.isBlank() ? null : session;
        }
        JsonNode parsed = user != null && user.startsWith("{") ? Json.valueOrNull(user) : null;
        String session = Json.text(parsed, "session_id");
        return session == null || session.isBlank() ? null : session;
    }

    private Rendering rendering() {
        JsonNode thinking = source.path("thinking");
        String type = String.valueOf(Json.text(thinking, "type"));
        String display = String.valueOf(Json.text(thinking, "display"));
        boolean omitted = display.equals("omitted") || display.equals("updates");
        notes.ignored().addOthers(source, KNOWN);
        return new Rendering(
                SOFT,
                notes.ignored().list(),
                notes.untranslatable(),
                new MessagesMemo(
                        type.equals("adaptive") || type.equals("enabled"),
                        omitted,
                        names.shortened(),
                        notes.hasOwnThinking(),
                        notes.hasSystemTurns(),
                        isZero(source.path("max_tokens"))));
    }

    private static boolean isZero(JsonNode limit) {
        return limit.isIntegralNumber() && limit.asLong() == 0;
    }

    private void translate(boolean streaming) {
        ToolsToChat tools = new ToolsToChat(notes, names);
        tools.define(source.path("tools"));
        ConversationToChat conversation = new ConversationToChat(notes, tools, names);
        ArrayNode messages = conversation.read(source.path("system"), source.path("messages"));
        body.set("messages", messages);
        if (streaming) {
            body.put("stream", true);
        }
        tools.addTo(body, source.path("tool_choice"));
        limits();
        effort(conversation.effort());
        format(source.path("output_config").path("format"));
        user();
        if (source.path("mcp_servers").size() > 0) {
            notes.claudeOnly("mcp_servers", "MCP servers");
        }
        if (source.path("container").path("skills").size() > 0) {
            notes.claudeOnly("container.skills", "skills");
        }
        if ("assistant".equals(Json.text(messages.get(messages.size() - 1), "role"))) {
            // Some models go on with it, others start again.
            notes.ignore("messages");
        }
    }

    private void limits() {
        JsonNode limit = source.path("max_tokens");
        if (limit.isIntegralNumber()) {
            // 0 means to read the prompt into Claude's cache; one that comes to another model after all writes a token.
            body.put("max_completion_tokens", Math.max(1, limit.asLong()));
        }
        for (String number : new String[] {"temperature", "top_p", "top_k"}) {
            if (source.path(number).isNumber()) {
                body.set(number, source.path(number));
            }
        }
        ArrayNode stops = Json.MAPPER.createArrayNode();
        for (JsonNode stop : source.path("stop_sequences")) {
            if (!stop.textValue().isBlank()) {
                stops.add(stop);
            }
        }
        if (!stops.isEmpty()) {
            body.set("stop", stops);
        }
    }

    /** @param ofTurn what a message of the conversation asks for; it counts before the request's own */
    private void effort(@Nullable String ofTurn) {
        JsonNode thinking = source.path("thinking");
        String own = Json.text(source.path("output_config"), "effort");
        String asked = ofTurn == null ? own : ofTurn;
        String effort =
                switch (String.valueOf(Json.text(thinking, "type"))) {
                    case "adaptive" -> asked == null ? "medium" : asked;
                    case "enabled" -> ofBudget(thinking.path("budget_tokens").asLong());
                    case "disabled", "between_tools" -> "none";
                    default -> asked;
                };
        if (effort != null && EFFORTS.contains(effort)) {
            body.put("reasoning_effort", effort);
        } else if (effort != null) {
            notes.ignore("output_config");
        }
    }

    private static String ofBudget(long tokens) {
        if (tokens < 2_048) {
            return "low";
        } else if (tokens < 8_192) {
            return "medium";
        }
        return tokens < 24_576 ? "high" : "xhigh";
    }

    private void format(JsonNode format) {
        if (format.path("schema") instanceof ObjectNode schema) {
            ObjectNode asked = body.putObject("response_format").put("type", "json_schema");
            ObjectNode named = asked.putObject("json_schema").put("name", "response");
            named.set("schema", schema);
            if (ClosedSchema.isClosed(schema)) {
                named.put("strict", true);
            }
        } else if (!format.isMissingNode() && !format.isNull()) {
            notes.ignore("output_config");
        }
    }

    /** A text that is not an opaque name is hashed: other providers take no more. */
    private void user() {
        String user = Json.text(source.path("metadata"), "user_id");
        if (user != null && !user.isBlank()) {
            boolean opaque = user.length() <= MAX_USER_LENGTH && !user.startsWith("{");
            body.put("safety_identifier", opaque ? user : hash(user));
        }
        String tier = Json.text(source, "service_tier");
        if (tier != null) {
            body.put("service_tier", tier.equals("standard_only") ? "default" : "auto");
        }
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
