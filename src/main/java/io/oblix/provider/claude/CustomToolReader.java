package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Restores calls of custom tools. Claude sees them as functions with the one argument {@code input}
 * ({@link OpenAiToClaudeTools}); the client expects the text itself. It is sent when it is complete, because half an
 * argument is not readable JSON.
 */
final class CustomToolReader extends RewritingReader {

    private static final int NONE = -1;

    private final Set<String> customTools;
    private final StringBuilder arguments = new StringBuilder();
    private int openCall = NONE;

    private CustomToolReader(AnswerReader reader, Set<String> customTools) {
        super(reader);
        this.customTools = customTools;
    }

    /** The reader itself if the request has no custom tools. */
    static AnswerReader over(AnswerReader reader, ObjectNode request) {
        Set<String> names = new HashSet<>();
        for (JsonNode tool : request.path("tools")) {
            String name = Json.text(tool.path("custom"), "name");
            if (name != null) {
                names.add(name);
            }
        }
        return names.isEmpty() ? reader : new CustomToolReader(reader, names);
    }

    @Override
    void rewrite(AnswerEvent event, Consumer<AnswerEvent> out) {
        if (event instanceof AnswerEvent.ToolCallArguments piece && piece.index() == openCall) {
            arguments.append(piece.json());
            return;
        }
        complete(out);
        if (event instanceof AnswerEvent.ToolCallStart call && customTools.contains(call.name())) {
            openCall = call.index();
            out.accept(new AnswerEvent.CustomToolCallStart(call.index(), call.id(), call.name()));
        } else {
            out.accept(event);
        }
    }

    private void complete(Consumer<AnswerEvent> out) {
        if (openCall != NONE) {
            String input = input(arguments.toString());
            if (!input.isEmpty()) {
                out.accept(new AnswerEvent.CustomToolCallInput(openCall, input));
            }
            openCall = NONE;
            arguments.setLength(0);
        }
    }

    /** Arguments that the answer's limit has cut off are sent as they are, as those of a function are. */
    private static String input(String json) {
        ObjectNode arguments = Json.objectOrNull(json.getBytes(StandardCharsets.UTF_8));
        @Nullable String input = arguments == null ? json : Json.text(arguments, "input");
        return input == null ? "" : input;
    }
}
