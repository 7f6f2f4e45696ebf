package io.oblix.dialect.messages;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.dialect.StreamWriter;
import io.oblix.dialect.messages.Blocks.Kind;
import io.oblix.json.Json;
import io.oblix.server.reply.EventFraming;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One answer as Anthropic's event stream: a message that starts once, blocks that each start and stop with indexes
 * without gaps, and the end. A client that misses one of these shows nothing or fails; the name of each event is
 * required too (measured with Anthropic's clients for Python, JavaScript and Java).
 */
final class MessageStream implements StreamWriter {

    private final ChatRequest request;
    private final MessagesMemo memo;
    private final Supplier<String> model;
    private final Consumer<byte[]> out;
    private final Blocks blocks;
    private final OpenCalls calls;
    private final StringBuilder thinking = new StringBuilder(0);
    private final StringBuilder refusal = new StringBuilder(0);

    private boolean started;
    private boolean ended;
    private boolean calledTools;
    private AnswerEvent.@Nullable Finish finish;
    private Usage usage = Usage.NONE;

    /** @param model the name of the model that answers now */
    MessageStream(ChatRequest request, Supplier<String> model, Consumer<byte[]> out) {
        this.request = request;
        this.memo = MessagesMemo.of(request);
        this.model = model;
        this.out = out;
        this.blocks = new Blocks(out);
        this.calls = new OpenCalls(this, blocks);
    }

    @Override
    public void write(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text text) {
            text(text.text());
        } else if (event instanceof AnswerEvent.Reasoning thought) {
            thought(thought.text());
        } else if (event instanceof AnswerEvent.ReasoningEnd end) {
            thinkingEnds(end.signature());
        } else if (event instanceof AnswerEvent.RedactedReasoning redacted && memo.showsThinking()) {
            block(Kind.NONE, Json.object().put("type", "redacted_thinking").put("data", redacted.data()));
        } else if (event instanceof AnswerEvent.Refusal refused) {
            refusal.append(refused.text());
            text(refused.text());
        } else if (event instanceof AnswerEvent.ToolCallStart call) {
            calls.start(call.index(), call.id(), call.name(), false);
            calls.input(call.index(), call.arguments());
        } else if (event instanceof AnswerEvent.ToolCallArguments arguments) {
            calls.input(arguments.index(), arguments.json());
        } else if (event instanceof AnswerEvent.CustomToolCallStart call) {
            calls.start(call.index(), call.id(), call.name(), true);
        } else if (event instanceof AnswerEvent.CustomToolCallInput input) {
            calls.input(
                    input.index(), new String(JsonStringEncoder.getInstance().quoteAsString(input.text())));
        } else if (event instanceof AnswerEvent.Finish end) {
            finish = end;
        } else if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        } else if (event instanceof AnswerEvent.Continued by) {
            out.accept(EventFraming.comment(by.note()));
            goOn();
        } else if (event instanceof AnswerEvent.Frame frame) {
            pass(frame);
        }
    }

    /** Claude's own frames; another model may have to go on behind them. */
    private void pass(AnswerEvent.Frame frame) {
        started = true;
        ended |= frame.name().equals("message_stop");
        blocks.pass(frame);
        out.accept(frame.bytes());
    }

    /** The rest of a text that broke off belongs into the same block: clients join blocks with a line between. */
    private void goOn() {
        if (blocks.open() == Kind.TEXT) {
            blocks.pieces("text_delta", "text");
        } else {
            close();
        }
    }

    private void text(String text) {
        if (blocks.open() != Kind.TEXT) {
            block(Kind.TEXT, Json.object().put("type", "text").put("text", ""));
            blocks.pieces("text_delta", "text");
        }
        blocks.piece(text);
    }

    private void thought(String text) {
        if (!memo.showsThinking()) {
            return;
        }
        if (blocks.open() != Kind.THINKING) {
            beginThinking();
            blocks.pieces("thinking_delta", "thinking");
        }
        thinking.append(text);
        if (!memo.omitsThinking()) {
            blocks.piece(text);
        }
    }

    private void beginThinking() {
        block(
                Kind.THINKING,
                Json.object().put("type", "thinking").put("thinking", "").put("signature", ""));
    }

    private void thinkingEnds(@Nullable String signature) {
        if (blocks.open() != Kind.THINKING && signature != null && memo.showsThinking()) {
            // Claude signs thinking that it does not show.
            beginThinking();
        }
        if (blocks.open() == Kind.THINKING) {
            endThinking(signature == null ? OwnSignature.of(thinking.toString(), !memo.omitsThinking()) : signature);
        }
    }

    private void endThinking(String signature) {
        blocks.sign(signature);
        thinking.setLength(0);
        blocks.stop();
    }

    /** Begins a block; what is open ends before. */
    private void block(Kind kind, ObjectNode block) {
        close();
        start();
        blocks.begin(kind, block);
    }

    /** A call is a block too. */
    void openCall(String id, String name) {
        calledTools = true;
        block(
                Kind.TOOL,
                Json.object()
                        .put("type", "tool_use")
                        .put("id", MessageJson.toolId(id))
                        .put("name", memo.toolName(name))
                        .set("input", Json.object()));
        blocks.pieces("input_json_delta", "partial_json");
    }

    private void close() {
        switch (blocks.open()) {
            case THINKING -> endThinking(OwnSignature.of(thinking.toString(), !memo.omitsThinking()));
            case TOOL -> calls.close();
            case TEXT, PASSED -> blocks.stop();
            case NONE -> {
                // Nothing to end.
            }
        }
    }

    private void start() {
        if (started) {
            return;
        }
        started = true;
        ObjectNode message = MessageJson.head(request, model.get());
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", MessageJson.usage(usage, request, 0).put("output_tokens", 1));
        blocks.send(Json.object().put("type", "message_start").set("message", message));
    }

    /** The answer is complete: its usage comes last from most providers. */
    @Override
    public void end() {
        if (ended) {
            return;
        }
        close();
        calls.flush();
        start();
        ObjectNode event = Json.object().put("type", "message_delta");
        AnswerEvent.Finish how = finish == null ? new AnswerEvent.Finish("stop") : finish;
        MessageJson.stop(event.putObject("delta"), how, calledTools, refusal.toString());
        event.set("usage", MessageJson.usage(usage, request, blocks.chars()));
        blocks.send(event);
        blocks.send(Json.object().put("type", "message_stop"));
    }

    /** For the message of an answer that cannot be written. */
    String modelName() {
        return model.get();
    }
}
