package io.oblix.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated model answers, in the pieces that it streams.
 *
 * @param finish {@code stop}, {@code length} or {@code tool_calls}
 * @param cachedTokens how many of the prompt's were read from a cache; Ollama does not tell
 * @param readMillis for reading the prompt, as the model reports it
 * @param writeMillis for writing the answer, as the model reports it
 * @param logprob how sure the model is of each piece, where a request asks for it: 0 for certain, or less; null for a server
 *     that does not tell
 * @param calls of the client's tools, behind the text
 */
public record SimulatedAnswer(
        List<String> pieces,
        String finish,
        int promptTokens,
        int cachedTokens,
        long readMillis,
        long writeMillis,
        @Nullable Double logprob,
        List<SimulatedToolCall> calls) {

    public SimulatedAnswer(List<String> pieces, String finish, int promptTokens) {
        this(pieces, finish, promptTokens, 0, 100, 2_000, null, List.of());
    }

    /** The same to a prompt of which so many tokens were read from a cache. */
    public SimulatedAnswer cached(int tokens) {
        return new SimulatedAnswer(pieces, finish, promptTokens, tokens, readMillis, writeMillis, logprob, calls);
    }

    /** The same with other times. */
    public SimulatedAnswer taking(long toReadMillis, long toWriteMillis) {
        return new SimulatedAnswer(
                pieces, finish, promptTokens, cachedTokens, toReadMillis, toWriteMillis, logprob, calls);
    }

    /** The same from a model that is so sure of each piece. */
    public SimulatedAnswer sure(@Nullable Double of) {
        return new SimulatedAnswer(pieces, finish, promptTokens, cachedTokens, readMillis, writeMillis, of, calls);
    }

    /** The same with another reason for its end. */
    public SimulatedAnswer ending(String with) {
        return new SimulatedAnswer(pieces, with, promptTokens, cachedTokens, readMillis, writeMillis, logprob, calls);
    }

    /** A text, streamed word by word. */
    public static SimulatedAnswer of(String text, int promptTokens) {
        return new SimulatedAnswer(List.of(text.split("(?<= )")), "stop", promptTokens);
    }

    /** Calls without a text. */
    public static SimulatedAnswer calling(List<SimulatedToolCall> calls, int promptTokens) {
        return new SimulatedAnswer(List.of(), "tool_calls", promptTokens, 0, 100, 2_000, null, calls);
    }

    /** The rest of this answer after a prefill; all of it when it starts differently. */
    SimulatedAnswer after(String prefill) {
        if (prefill.isEmpty() || !text().startsWith(prefill)) {
            return this;
        }
        List<String> rest = new ArrayList<>();
        int off = prefill.length();
        for (String piece : pieces) {
            if (off < piece.length()) {
                rest.add(piece.substring(off));
            }
            off = Math.max(0, off - piece.length());
        }
        return new SimulatedAnswer(rest, finish, promptTokens, cachedTokens, readMillis, writeMillis, logprob, calls);
    }

    public String text() {
        return String.join("", pieces);
    }

    public int completionTokens() {
        return pieces.size();
    }
}
