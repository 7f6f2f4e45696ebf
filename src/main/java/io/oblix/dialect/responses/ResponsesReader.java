package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Original;
import io.oblix.chat.Rendering;
import io.oblix.dialect.Caller;
import io.oblix.dialect.RequestJson;
import io.oblix.dialect.responses.input.InputToChat;
import io.oblix.dialect.responses.input.OptionsToChat;
import io.oblix.dialect.responses.tools.Notes;
import io.oblix.dialect.responses.tools.ToolBook;
import io.oblix.dialect.responses.tools.ToolsToChat;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.problem.RequestProblem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bytes of a request for a response to a {@link ChatRequest}. */
final class ResponsesReader {

    static final String PATH = "/v1/responses";

    /** Under other names in the body. */
    private static final Set<String> SOFT = Set.of("max_completion_tokens", "cache_control", "logprobs");

    private final ObjectNode source;
    private final Notes notes = new Notes();
    private final ToolBook book = new ToolBook();
    private final ToolsToChat tools = new ToolsToChat(notes, book);
    private ObjectNode update = Json.object();

    private ResponsesReader(ObjectNode source) {
        this.source = source;
    }

    /**
     * @param asker the client that asks, to whom alone what it said before is shown
     * @param dialect whose memory is used, and which may make a summary of each request
     * @throws RequestProblem when the body is no request of this API
     */
    static ChatRequest read(
            Caller caller, Asker asker, byte[] bytes, ResponsesDialect dialect, Cancellation cancellation) {
        RequestJson json = RequestJson.read(bytes);
        ObjectNode source = json.object();
        ResponsesReader reader = new ResponsesReader(source);
        boolean compacts = dialect.compacts();
        boolean streaming = !compacts && RequestJson.flag(source, "stream", "stream");
        String model = json.model();
        reader.nativeOnly();
        Conversation conversation = Conversation.of(source, asker.key(), compacts, dialect.memory(), reader.notes);
        boolean localOnly = caller.localOnly() || conversation.localOnly();
        ObjectNode body = reader.translate(conversation, streaming);
        boolean wanted = !source.hasNonNull("store") || RequestJson.flag(source, "store", "store");
        boolean stored = !compacts && wanted && dialect.memory().keeps(bytes.length, conversation.parent());
        ResponseObject response = new ResponseObject(
                dialect.ids().apply("resp_"), dialect.nowSeconds().getAsLong(), source, stored);
        ResponsesMemo memo = new ResponsesMemo(
                response,
                reader.book,
                stored ? conversation.kept(bytes, localOnly) : null,
                asker.isCodex(),
                conversation,
                false,
                false,
                new ResponsesFraming());
        Rendering rendering = new Rendering(SOFT, reader.notes.ignored().list(), reader.notes.untranslatable(), memo);
        return new Caller(caller.requestId(), localOnly, caller.conversation(), caller.client(), caller.task())
                .in(name(source))
                .request(body, model, streaming, bytes.length, cancellation)
                .in(
                        ResponsesDialect.NAME,
                        new Original(compacts ? PATH + "/compact" : PATH, bytes, Map.of(), json.fields()),
                        rendering);
    }

    private static @Nullable String name(ObjectNode source) {
        String key = Json.text(source, "prompt_cache_key");
        return key == null || key.isBlank() ? null : key;
    }

    private ObjectNode translate(Conversation conversation, boolean streaming) {
        JsonNode instructions = source.path("instructions");
        JsonType.demand(
                instructions.isMissingNode() || instructions.isNull() || instructions.isTextual(),
                "instructions",
                "a string",
                instructions);
        tools.define(source.path("tools"), "tools");
        ArrayNode items = conversation.items();
        for (int i = 0; i < items.size(); i++) {
            define(items.get(i), Math.max(0, i - conversation.first()));
        }
        ObjectNode body = Json.object();
        ArrayNode messages = new InputToChat(notes, book).read(instructions, items, conversation.first());
        if (messages.isEmpty()) {
            throw RequestProblem.invalid("input", "invalid_value", "Invalid 'input': it says nothing.");
        }
        if (conversation.endsInTrigger()) {
            messages.addObject().put("role", "user").set("content", TextNode.valueOf(Compaction.QUESTION));
        }
        body.set("messages", messages);
        if (streaming) {
            body.put("stream", true);
        }
        if (!conversation.endsInTrigger()) {
            tools.addTo(body, source.path("tool_choice"));
        }
        OptionsToChat.add(source, update, body, notes);
        return body;
    }

    private void nativeOnly() {
        boolean continued = source.hasNonNull("previous_response_id");
        for (String field : List.of("conversation", "prompt")) {
            if (source.hasNonNull(field)) {
                if (continued && field.equals("conversation")) {
                    throw RequestProblem.invalid(
                            "previous_response_id",
                            "mutually_exclusive_parameters",
                            "Mutually exclusive parameters: 'previous_response_id' and 'conversation'.");
                }
                notes.nativeOnly(RequestProblem.invalid(
                        field,
                        "unsupported_parameter",
                        "Unsupported parameter: '" + field + "' is not supported with this model."));
            }
        }
    }

    /**
     * Tools that the conversation brings along, and what it changes of the request.
     *
     * @param place in the request's input
     */
    private void define(JsonNode item, int place) {
        switch (String.valueOf(Json.text(item, "type"))) {
            case "additional_tools", "tool_search_output" ->
                tools.define(item.path("tools"), "input[" + place + "].tools");
            case "configuration_update" -> {
                ObjectNode both = Json.object();
                both.setAll(update);
                both.setAll((ObjectNode) item);
                update = both;
            }
            default -> {
                // Read later.
            }
        }
    }
}
