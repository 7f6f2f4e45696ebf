package io.oblix.ask.rescue;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.ask.attempt.ChunkChoice;
import io.oblix.chat.AnswerEvent;

/**
 * What a streaming client has of an answer, kept in case the model breaks off. Each piece costs an append to a buffer.
 * An answer that outgrows the buffer is no longer kept, and can then only end in an error.
 */
final class SentSoFar {

    /** More than nearly all answers need; a thousand streams of the usual length take a few megabytes. */
    static final int MAX_CHARS = 256 * 1024;

    /** Most providers send a token at a time, and then the pieces are the best count. */
    private static final int MAX_CHARS_PER_TOKEN = 8;

    private static final int USUAL_CHARS_PER_TOKEN = 4;

    private final StringBuilder text = new StringBuilder();
    private int pieces;
    private int reasoningChars;
    private boolean beyondText;

    void add(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text piece) {
            add(piece.text());
        } else if (event instanceof AnswerEvent.Chunk chunk) {
            add(chunk);
        } else if (event instanceof AnswerEvent.Reasoning thought) {
            reasoningChars += thought.text().length();
        } else if (event instanceof AnswerEvent.Frame frame) {
            add(frame);
        } else if (event.isContent() && !(event instanceof AnswerEvent.ThinkingBlocks)) {
            beyondText = true;
        }
    }

    private void add(String piece) {
        pieces++;
        if (text.length() + piece.length() <= MAX_CHARS) {
            text.append(piece);
        } else {
            beyondText = true;
            text.setLength(0);
            text.trimToSize();
        }
    }

    /** What was sent of signed thinking or in words that we lack cannot be continued by another model. */
    private void add(AnswerEvent.Frame frame) {
        beyondText |= frame.isContent() && frame.says().isEmpty();
        for (AnswerEvent said : frame.says()) {
            beyondText |= said instanceof AnswerEvent.ReasoningEnd || said instanceof AnswerEvent.RedactedReasoning;
            add(said);
        }
    }

    private void add(AnswerEvent.Chunk chunk) {
        if (chunk.says() != null) {
            add(chunk.says());
            return;
        }
        JsonNode choice = ChunkChoice.of(chunk);
        if (choice == null) {
            beyondText |= chunk.isContent();
            return;
        }
        String piece = ChunkChoice.text(choice);
        if (!piece.isEmpty()) {
            add(piece);
        }
        reasoningChars += ChunkChoice.reasoning(choice).length();
        beyondText |= ChunkChoice.hasMoreThanText(choice);
    }

    String text() {
        return text.toString();
    }

    /** Whether all of it is text: a tool call or a refusal can neither be continued nor compared. */
    boolean isText() {
        return !beyondText;
    }

    /** An estimate: a provider that breaks off leaves no count behind. */
    int tokens() {
        int chars = text.length();
        return chars <= (long) pieces * MAX_CHARS_PER_TOKEN ? pieces : chars / USUAL_CHARS_PER_TOKEN;
    }

    /** An estimate for the thinking that came before the text. */
    int reasoningTokens() {
        return reasoningChars / USUAL_CHARS_PER_TOKEN;
    }

    /** An estimate of all that the model has generated. */
    int spentTokens() {
        return tokens() + reasoningTokens();
    }
}
