package io.oblix.dialect.messages;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.dialect.EventTemplate;
import io.oblix.dialect.StreamWriter;
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

    private enum Open {
        NONE,
        TEXT,
        THINKING,
        TOOL,

        /** One that Claude began itself. */
        PASSED
    }

    private final ChatRequest request;
    private final MessagesMemo memo;
    private final Supplier<String> model;
    private final Consumer<byte[]> out;
    private final OpenCalls calls = new OpenCalls(this);
    private final StringBuilder thinking = new StringBuilder(0);
    private final StringBuilder refusal = new StringBuilder(0);

    private Open open = Open.NONE;

    /** The index of the next block. */
    private int next;

    private @Nullable EventTemplate pieces;
    private boolean started;
    private boolean ended;
    private boolean calledTools;
    private int chars;
    private AnswerEvent.@Nullable Finish finish;
    private Usage usage = Usage.NONE;

    /** @param model the name of the model that answers now */
    MessageStream(ChatRequest request, Supplier<String> model, Consumer<byte[]> out) {
        this.request = request;
        this.memo = MessagesMemo.of(request);
        this.model = model;
        this.out = out;
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
            block(Open.NONE, Json.object().put("type", "redacted_thinking").put("data", redacted.data()));
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
        switch (frame.name()) {
            case "content_block_start" -> {
                next++;
                open = Open.PASSED;
            }
            case "content_block_delta" -> {
                if (open == Open.PASSED && frame.says(AnswerEvent.Text.class)) {
                    open = Open.TEXT;
                }
            }
            case "content_block_stop" -> open = Open.NONE;
            case "message_stop" -> ended = true;
            default -> {
                // Changes nothing that another model would have to know.
            }
        }
        out.accept(frame.bytes());
    }

    /** The rest of a text that broke off belongs into the same block: clients join blocks with a line between. */
    private void goOn() {
        if (open == Open.TEXT) {
            pieces = template("text_delta", "text");
        } else {
            close();
        }
    }

    private void text(String text) {
        if (open != Open.TEXT) {
            block(Open.TEXT, Json.object().put("type", "text").put("text", ""));
            pieces = template("text_delta", "text");
        }
        piece(text);
    }

    private void thought(String text) {
        if (!memo.showsThinking()) {
            return;
        }
        if (open != Open.THINKING) {
            block(
                    Open.THINKING,
                    Json.object().put("type", "thinking").put("thinking", "").put("signature", ""));
            pieces = template("thinking_delta", "thinking");
        }
        thinking.append(text);
        if (!memo.omitsThinking()) {
            piece(text);
        }
    }

    private void thinkingEnds(@Nullable String signature) {
        if (open != Open.THINKING && signature != null && memo.showsThinking()) {
            // Claude signs thinking that it does not show.
            block(
                    Open.THINKING,
                    Json.object().put("type", "thinking").put("thinking", "").put("signature", ""));
        }
        if (open == Open.THINKING) {
            endThinking(signature == null ? OwnSignature.of(thinking.toString(), !memo.omitsThinking()) : signature);
        }
    }

    private void endThinking(String signature) {
        ObjectNode delta = delta();
        delta.putObject("delta").put("type", "signature_delta").put("signature", signature);
        send(delta);
        thinking.setLength(0);
        stop();
    }

    /** Begins a block; what is open ends before. */
    private void block(Open kind, ObjectNode block) {
        close();
        start();
        ObjectNode event = Json.object().put("type", "content_block_start").put("index", next++);
        event.set("content_block", block);
        send(event);
        open = kind;
        if (kind == Open.NONE) {
            stop();
        }
    }

    /** A call is a block too, whose pieces are {@link #piece}s. */
    void openCall(String id, String name) {
        calledTools = true;
        block(
                Open.TOOL,
                Json.object()
                        .put("type", "tool_use")
                        .put("id", MessageJson.toolId(id))
                        .put("name", memo.toolName(name))
                        .set("input", Json.object()));
        pieces = template("input_json_delta", "partial_json");
    }

    void piece(String text) {
        EventTemplate template = pieces;
        if (template != null && !text.isEmpty()) {
            chars += text.length();
            out.accept(template.fill(text));
        }
    }

    void stop() {
        open = Open.NONE;
        send(Json.object().put("type", "content_block_stop").put("index", next - 1));
    }

    private void close() {
        switch (open) {
            case THINKING -> endThinking(OwnSignature.of(thinking.toString(), !memo.omitsThinking()));
            case TOOL -> calls.close();
            case TEXT, PASSED -> stop();
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
        send(Json.object().put("type", "message_start").set("message", message));
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
        event.set("usage", MessageJson.usage(usage, request, chars));
        send(event);
        send(Json.object().put("type", "message_stop"));
    }

    private EventTemplate template(String type, String field) {
        ObjectNode event = delta();
        event.putObject("delta").put("type", type).put(field, EventTemplate.GAP);
        return new EventTemplate(EventFraming.event("content_block_delta", Json.bytes(event)));
    }

    private ObjectNode delta() {
        return Json.object().put("type", "content_block_delta").put("index", next - 1);
    }

    private void send(ObjectNode event) {
        out.accept(EventFraming.event(event.path("type").textValue(), Json.bytes(event)));
    }

    /** For the message of an answer that cannot be written. */
    String modelName() {
        return model.get();
    }
}
