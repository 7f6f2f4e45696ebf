package io.oblix.ask.judge;

import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;

/**
 * An answer while it is held: what it said so far, and whether that is enough to judge it. Whole answers are held to their
 * end. Of a stream the first tokens of the text are held; one that begins with tool calls is held to its end too, as no
 * client can use half a call.
 */
public final class Watched implements LiveAnswer.Watch {

    /** More is not held, so that a model that thinks without end can neither fill the memory nor be held for ever. */
    private static final int MAX_CHARS = 256 * 1024;

    /** The same for what its pieces take, as a server may send many that say nothing. */
    private static final long MAX_BYTES = 8 * 1024 * 1024;

    private static final int BYTES_EACH = 100;

    private final Asked asked;
    private final Said said;
    private final boolean streaming;
    private final int gateTokens;
    private boolean released;
    private long bytes;

    /** @param gateTokens of the text of a stream that are held */
    public Watched(ChatRequest request, int gateTokens) {
        this.asked = new Asked(request.body());
        this.said = new Said(asked.wantsJson());
        this.streaming = request.streaming();
        this.gateTokens = gateTokens;
    }

    @Override
    public AnswerEvent seen(AnswerEvent event) {
        if (!released) {
            said.add(event);
        }
        AnswerEvent shown = asked.wantsLogprobs() ? event : WithoutLogprobs.of(event);
        bytes += BYTES_EACH + bytes(shown);
        return shown;
    }

    private static int bytes(AnswerEvent event) {
        if (event instanceof AnswerEvent.Chunk chunk) {
            return chunk.json().length;
        }
        return event instanceof AnswerEvent.Frame frame ? frame.bytes().length : 0;
    }

    @Override
    public boolean isEnough() {
        if (!streaming) {
            return false;
        } else if (said.finish() != null || said.chars() > MAX_CHARS || bytes > MAX_BYTES) {
            return true;
        } else if (!said.calls().isEmpty() || said.text().isEmpty()) {
            return false;
        }
        boolean compared = !said.isTold() || said.tokens() >= gateTokens;
        return compared && (Refusals.begins(said.text()) || !Refusals.mayBegin(said.text()));
    }

    @Override
    public void released() {
        released = true;
    }

    Asked asked() {
        return asked;
    }

    Said said() {
        return said;
    }

    /** Whether it is the beginning of a stream. */
    boolean isBeginning() {
        return streaming;
    }
}
