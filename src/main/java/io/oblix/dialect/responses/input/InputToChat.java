package io.oblix.dialect.responses.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.dialect.responses.tools.ClientTools;
import io.oblix.dialect.responses.tools.CustomInput;
import io.oblix.dialect.responses.tools.Notes;
import io.oblix.dialect.responses.tools.ToolBook;
import io.oblix.dialect.responses.tools.ToolBook.Kind;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.json.Texts;
import io.oblix.problem.RequestProblem;

/**
 * The items of a conversation as messages of a chat completion. What a model said between two of the user's messages
 * becomes one message, and the results of its calls follow in the order of the calls, which other APIs demand. An item
 * of an unknown type never ends a conversation: clients add types faster than servers learn them.
 */
public final class InputToChat {

    /** Before a summary that stands for a conversation. */
    public static final String SUMMARY = "Summary of the conversation so far:\n";

    private final Notes notes;
    private final ToolBook book;
    private final ContentParts contents;
    private final ItemTexts texts;
    private final Turns turns = new Turns();

    public InputToChat(Notes notes, ToolBook book) {
        this.notes = notes;
        this.book = book;
        this.contents = new ContentParts(notes);
        this.texts = new ItemTexts(notes, book);
    }

    /**
     * @param items all of the conversation, each an object
     * @param first the place of the first one that is in the request itself, for errors
     */
    public ArrayNode read(JsonNode instructions, ArrayNode items, int first) {
        if (instructions.isTextual() && !Texts.isEmpty(instructions)) {
            turns.message("system", instructions);
        }
        for (int i = 0; i < items.size(); i++) {
            item(items.get(i), "input[" + Math.max(0, i - first) + "]");
        }
        return turns.messages();
    }

    private void item(JsonNode item, String param) {
        JsonType.text(item, "type", param);
        String type = Json.text(item, "type");
        switch (type == null ? "message" : type) {
            case "message" -> message(item, param);
            case "reasoning" -> reasoning(item);
            case "function_call" -> call(Kind.FUNCTION, item, text(item, "arguments"), param);
            case "custom_tool_call" -> call(Kind.CUSTOM, item, CustomInput.wrapped(text(item, "input")), param);
            case "function_call_output", "custom_tool_call_output" -> output(item, param);
            case "tool_search_call" -> {
                if (isClients(item)) {
                    clientCall(Kind.TOOL_SEARCH, item);
                }
            }
            case "tool_search_output" -> {
                if (isClients(item)) {
                    answer(item, TextNode.valueOf(texts.found(item)));
                }
            }
            case "local_shell_call" -> clientCall(Kind.LOCAL_SHELL, item);
            case "shell_call" -> clientCall(Kind.SHELL, item);
            case "apply_patch_call" -> clientCall(Kind.APPLY_PATCH, item);
            case "local_shell_call_output", "shell_call_output", "apply_patch_call_output" ->
                answer(item, TextNode.valueOf(ClientTools.result(item)));
            case "mcp_call" -> mcp(item);
            case "agent_message" -> {
                String words = texts.ofAgent(item);
                if (!words.isEmpty()) {
                    turns.message("user", TextNode.valueOf(words));
                }
            }
            case "compaction", "compaction_summary" -> compaction(item, param);
            case "computer_call", "computer_call_output", "mcp_approval_request", "mcp_approval_response" ->
                notes.nativeOnly(param + ".type", "items of the type '" + type + "' are");
            case "additional_tools",
                    "configuration_update",
                    "compaction_trigger",
                    "web_search_call",
                    "file_search_call",
                    "code_interpreter_call",
                    "image_generation_call",
                    "mcp_list_tools",
                    "program",
                    "program_output" -> {
                // Read before, or said again by the message behind it.
            }
            default -> unknown(item, String.valueOf(type));
        }
    }

    private void message(JsonNode item, String param) {
        JsonType.requiredText(item, "role", param);
        String role = item.path("role").textValue();
        JsonNode content = item.path("content");
        String at = param + ".content";
        switch (role) {
            case "assistant" -> assistant(content, at);
            case "user", "system", "developer" -> {
                if (content.isMissingNode() || content.isNull()) {
                    throw RequestProblem.missing(at);
                }
                boolean known = content.isTextual() || content.isArray();
                JsonType.demand(known, at, "one of an array of objects or a string", content);
                turns.message(role, contents.read(content, at));
            }
            default ->
                throw RequestProblem.invalid(
                        param + ".role",
                        "invalid_value",
                        "Invalid value: '" + printable(role)
                                + "'. Supported values are: 'assistant', 'system', 'developer', and 'user'.");
        }
    }

    private static String printable(String word) {
        return word.length() <= 40 && word.chars().allMatch(c -> c > ' ' && c < 0x7F) ? word : "(something else)";
    }

    private void assistant(JsonNode content, String param) {
        ModelTurn now = turns.ofModel();
        if (!(content instanceof ArrayNode parts)) {
            now.say(content.isTextual() ? content : TextNode.valueOf(""));
            return;
        }
        ArrayNode said = Json.MAPPER.createArrayNode();
        for (JsonNode part : parts) {
            if ("refusal".equals(Json.text(part, "type"))) {
                now.refuse(text(part, "refusal"));
            } else {
                said.add(part);
            }
        }
        now.say(contents.read(said, param));
    }

    private void reasoning(JsonNode item) {
        ArrayNode signed = ReasoningEnvelope.blocks(Json.text(item, "encrypted_content"));
        String thought = ItemTexts.ofReasoning(item);
        if (!signed.isEmpty() || !thought.isEmpty()) {
            turns.ofModel().think(thought, signed);
        }
    }

    private void call(Kind kind, JsonNode item, String arguments, String param) {
        JsonType.requiredText(item, "call_id", param);
        JsonType.requiredText(item, "name", param);
        String name =
                book.shown(kind, Json.text(item, "namespace"), item.path("name").textValue());
        turns.call(item.path("call_id").textValue(), name, arguments);
    }

    private void clientCall(Kind kind, JsonNode item) {
        String id = Json.text(item, "call_id");
        id = id == null ? Json.text(item, "id") : id;
        if (id != null) {
            turns.call(id, book.shown(kind, null, ClientTools.name(kind)), ClientTools.arguments(kind, item));
        }
    }

    private void output(JsonNode item, String param) {
        JsonNode output = item.path("output");
        if (output.isMissingNode()) {
            throw RequestProblem.missing(param + ".output");
        }
        answer(
                item,
                output.isObject() || output.isNull()
                        ? TextNode.valueOf(output.isNull() ? "" : output.toString())
                        : contents.read(output, param + ".output"));
    }

    private void answer(JsonNode item, JsonNode content) {
        String id = turns.callOf(item);
        if (!turns.answer(id, content)) {
            throw RequestProblem.invalid(
                    "input",
                    null,
                    "No tool call found for function call output with call_id " + printable(String.valueOf(id)) + ".");
        }
    }

    private static boolean isClients(JsonNode item) {
        return Json.text(item, "call_id") != null && !"server".equals(Json.text(item, "execution"));
    }

    private void mcp(JsonNode item) {
        String id = Json.text(item, "id");
        String name = Json.text(item, "name");
        if (id == null || name == null) {
            return;
        }
        String as = book.shown(Kind.FUNCTION, "mcp__" + text(item, "server_label"), name);
        turns.call(id, as, text(item, "arguments"));
        String output = Json.text(item, "output");
        JsonNode error = item.path("error");
        String failed = error.isTextual() ? error.textValue() : error.isObject() ? error.toString() : "";
        answer(Json.object().put("call_id", id), TextNode.valueOf(output == null ? failed : output));
    }

    private void compaction(JsonNode item, String param) {
        String encrypted = Json.text(item, "encrypted_content");
        String summary = ReasoningEnvelope.summaryIn(encrypted);
        if (summary != null) {
            turns.message("user", TextNode.valueOf(SUMMARY + summary));
        } else {
            notes.nativeOnly(RequestProblem.invalid(
                    null,
                    "invalid_encrypted_content",
                    "The encrypted content for item " + printable(String.valueOf(Json.text(item, "id"))) + " (" + param
                            + ") could not be verified."));
        }
    }

    private void unknown(JsonNode item, String type) {
        notes.ignore("input[].type");
        JsonNode content = item.path(item.has("content") ? "content" : "output");
        String role = text(item, "role");
        if (!content.isTextual() && !content.isArray()) {
            return;
        }
        if ("assistant".equals(role)) {
            assistant(content, "input");
        } else if ("system".equals(role) || "developer".equals(role) || "user".equals(role)) {
            turns.message(role, contents.read(content, "input"));
        } else {
            String words = ItemTexts.of(content);
            if (!words.isEmpty()) {
                turns.message("user", TextNode.valueOf("[" + printable(type) + "] " + words));
            }
        }
    }

    private static String text(JsonNode object, String field) {
        String text = Json.text(object, field);
        return text == null ? "" : text;
    }
}
