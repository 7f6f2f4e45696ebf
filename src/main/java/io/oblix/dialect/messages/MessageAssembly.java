package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the events of one answer together into a message, for a client that wants it whole. */
final class MessageAssembly {

    private enum Kind {
        TEXT,
        THINKING,
        REDACTED,
        TOOL,
        CUSTOM_TOOL
    }

    /** @param signature of thinking, if its provider gave one */
    private record Block(Kind kind, String id, String name, StringBuilder text, String[] signature) {
        Block(Kind kind, String id, String name) {
            this(kind, id, name, new StringBuilder(), new String[1]);
        }
    }

    private final MessagesMemo memo;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Block> calls = new ArrayList<>();
    private final StringBuilder refusal = new StringBuilder();
    private AnswerEvent.Finish finish = new AnswerEvent.Finish("stop");
    private Usage usage = Usage.NONE;
    private byte @Nullable [] asSent;

    MessageAssembly(MessagesMemo memo) {
        this.memo = memo;
    }

    void add(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text text) {
            block(Kind.TEXT).append(text.text());
        } else if (event instanceof AnswerEvent.Reasoning thought) {
            block(Kind.THINKING).append(thought.text());
        } else if (event instanceof AnswerEvent.ReasoningEnd end) {
            signed(end.signature());
        } else if (event instanceof AnswerEvent.RedactedReasoning redacted) {
            blocks.add(new Block(Kind.REDACTED, redacted.data(), ""));
        } else if (event instanceof AnswerEvent.Refusal refused) {
            block(Kind.TEXT).append(refused.text());
            refusal.append(refused.text());
        } else if (event instanceof AnswerEvent.ToolCallStart call) {
            call(Kind.TOOL, call.id(), call.name()).append(call.arguments());
        } else if (event instanceof AnswerEvent.ToolCallArguments arguments) {
            calls.get(arguments.index()).text().append(arguments.json());
        } else if (event instanceof AnswerEvent.CustomToolCallStart call) {
            call(Kind.CUSTOM_TOOL, call.id(), call.name());
        } else if (event instanceof AnswerEvent.CustomToolCallInput input) {
            calls.get(input.index()).text().append(input.text());
        } else if (event instanceof AnswerEvent.Finish end) {
            finish = end;
        } else if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        } else if (event instanceof AnswerEvent.Frame frame) {
            asSent = frame.bytes();
        }
    }

    private @Nullable Block last() {
        return blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
    }

    private StringBuilder block(Kind kind) {
        Block last = last();
        if (last == null || last.kind() != kind || last.signature()[0] != null) {
            last = new Block(kind, "", "");
            blocks.add(last);
        }
        return last.text();
    }

    private void signed(@Nullable String signature) {
        if (signature == null) {
            return;
        }
        // Claude signs thinking that it does not show: then there is no block yet.
        block(Kind.THINKING);
        blocks.get(blocks.size() - 1).signature()[0] = signature;
    }

    private StringBuilder call(Kind kind, String id, String name) {
        Block call = new Block(kind, MessageJson.toolId(id), memo.toolName(name));
        blocks.add(call);
        calls.add(call);
        return call.text();
    }

    byte[] toJson(ChatRequest request, String model) {
        if (asSent != null) {
            return asSent;
        }
        ObjectNode message = MessageJson.head(request, model);
        ArrayNode content = message.putArray("content");
        int chars = 0;
        for (Block block : blocks) {
            chars += block.text().length();
            ObjectNode json = json(block);
            if (json != null) {
                content.add(json);
            }
        }
        MessageJson.stop(message, finish, !calls.isEmpty(), refusal.toString());
        message.set("usage", MessageJson.usage(usage, request, chars));
        return Json.bytes(message);
    }

    private @Nullable ObjectNode json(Block block) {
        String text = block.text().toString();
        return switch (block.kind()) {
            case TEXT -> Json.object().put("type", "text").put("text", text);
            case THINKING -> memo.showsThinking() ? thinking(text, block.signature()[0]) : null;
            case REDACTED ->
                memo.showsThinking()
                        ? Json.object().put("type", "redacted_thinking").put("data", block.id())
                        : null;
            case TOOL -> toolUse(block, MessageJson.input(text));
            case CUSTOM_TOOL -> toolUse(block, Json.object().put("input", text));
        };
    }

    private ObjectNode thinking(String text, @Nullable String signature) {
        boolean shown = !memo.omitsThinking();
        return Json.object()
                .put("type", "thinking")
                .put("thinking", shown ? text : "")
                .put("signature", signature == null ? OwnSignature.of(text, shown) : signature);
    }

    private static ObjectNode toolUse(Block block, ObjectNode input) {
        return Json.object()
                .put("type", "tool_use")
                .put("id", block.id())
                .put("name", block.name())
                .set("input", input);
    }
}
