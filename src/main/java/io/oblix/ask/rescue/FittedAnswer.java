package io.oblix.ask.rescue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.attempt.ChunkChoice;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerAround;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Usage;
import io.oblix.dialect.chat.UsageJson;
import io.oblix.json.Json;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The rest of an answer that broke off, taken from another run: without what the client has already, and without the
 * other run's thinking, which is not the thinking that led to what the client has.
 */
final class FittedAnswer extends AnswerAround {

    private final LiveAnswer run;
    private final Continuation how;
    private final int clientsPromptTokens;

    /** Pieces of text that the client may or may not have; it is not known yet. */
    private final Deque<AnswerEvent> held = new ArrayDeque<>();

    private final Deque<AnswerEvent> ready = new ArrayDeque<>();

    /** @param clientsPromptTokens an estimate, without what the run's prompt has in addition */
    FittedAnswer(LiveAnswer run, Continuation how, int clientsPromptTokens) {
        this.run = run;
        this.how = how;
        this.clientsPromptTokens = clientsPromptTokens;
    }

    /**
     * Waits for the first piece that the client does not have; until then it receives nothing of this run.
     *
     * @throws UpstreamProblem when the run breaks off before, or is another answer
     */
    FittedAnswer begin() {
        while (ready.stream().noneMatch(AnswerEvent::isContent)) {
            AnswerEvent event = run.next();
            if (event == null) {
                settle();
                return this;
            }
            fit(event);
        }
        return this;
    }

    @Override
    protected Answer inside() {
        return run;
    }

    @Override
    public @Nullable AnswerEvent next() {
        AnswerEvent event;
        while ((event = ready.poll()) == null) {
            AnswerEvent more = run.next();
            if (more == null) {
                return null;
            }
            fit(more);
        }
        return event;
    }

    private void fit(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text text) {
            place(event, text.text());
        } else if (event instanceof AnswerEvent.Chunk chunk) {
            fit(chunk);
        } else if (event instanceof AnswerEvent.Counted counted) {
            ready.add(new AnswerEvent.Counted(how.inAll(counted.usage(), clientsPromptTokens)));
        } else if (!isThinking(event)) {
            settle();
            ready.add(event instanceof AnswerEvent.Annotations cited ? moved(cited) : event);
        }
    }

    private static boolean isThinking(AnswerEvent event) {
        return event instanceof AnswerEvent.Reasoning
                || event instanceof AnswerEvent.ReasoningEnd
                || event instanceof AnswerEvent.RedactedReasoning
                || event instanceof AnswerEvent.ThinkingBlocks;
    }

    private void fit(AnswerEvent.Chunk chunk) {
        JsonNode choice = ChunkChoice.of(chunk);
        String text = choice == null ? "" : ChunkChoice.text(choice);
        if (choice == null) {
            ready.add(counted(chunk));
        } else if (!text.isEmpty()) {
            place(chunk, text);
        } else if (chunk.isContent() && ChunkChoice.reasoning(choice).isEmpty()) {
            settle();
            ready.add(chunk);
        }
        // Dropped: the opening chunk, which the client has, and thinking.
    }

    /** The usage is in a chunk without choices, where there is nothing else to fit. */
    private AnswerEvent.Chunk counted(AnswerEvent.Chunk chunk) {
        ObjectNode json = how.goesOn() ? Json.objectOrNull(chunk.json()) : null;
        if (json == null || !(json.get("usage") instanceof ObjectNode usage)) {
            return chunk;
        }
        Usage all = how.inAll(UsageJson.read(usage), clientsPromptTokens);
        usage.put("prompt_tokens", all.promptTokens());
        usage.put("completion_tokens", all.completionTokens());
        usage.put("total_tokens", all.totalTokens());
        if (usage.path("prompt_tokens_details").path("cached_tokens").isNumber()) {
            ((ObjectNode) usage.path("prompt_tokens_details")).put("cached_tokens", all.cachedTokens());
        }
        return new AnswerEvent.Chunk(Json.bytes(json), chunk.isContent(), chunk.choices());
    }

    /** Whether the run says all of the answer, so that the client gets the same as from it alone. */
    boolean startedOver() {
        return how.fit().startedOver();
    }

    private void place(AnswerEvent event, String text) {
        held.add(event);
        release(how.fit().feed(text));
    }

    /** The text is at its end; what follows is something else. */
    private void settle() {
        release(how.fit().end());
    }

    private void release(int chars) {
        if (chars == Fit.HOLD) {
            return;
        }
        if (chars == Fit.DISAGREES) {
            UpstreamProblem disagreed = new UpstreamProblem(
                    FailureKind.DISAGREED, run.by().model(), "its answer differs from the one that had begun");
            run.giveUp(disagreed);
            throw disagreed;
        }
        int left = chars;
        AnswerEvent event;
        while ((event = held.poll()) != null) {
            left = release(event, left);
        }
    }

    /** Returns how many characters are left to be taken off the following pieces. */
    private int release(AnswerEvent event, int chars) {
        if (event instanceof AnswerEvent.Text text) {
            int off = Math.min(chars, text.text().length());
            if (off == 0) {
                ready.add(text);
            } else if (off < text.text().length()) {
                ready.add(new AnswerEvent.Text(
                        text.text().substring(off),
                        text.logprobs() == null ? null : ChunkChoice.after(text.logprobs(), off)));
            }
            return chars - off;
        }
        AnswerEvent.Chunk chunk = (AnswerEvent.Chunk) event;
        JsonNode choice = ChunkChoice.of(chunk);
        int off = choice == null ? 0 : Math.min(chars, ChunkChoice.text(choice).length());
        AnswerEvent.Chunk rest = ChunkChoice.without(chunk, off);
        if (rest != null) {
            ready.add(rest);
        }
        return chars - off;
    }

    /** The places that are cited are counted from the beginning of the whole text. */
    private AnswerEvent moved(AnswerEvent.Annotations cited) {
        for (JsonNode annotation : cited.citations()) {
            if (annotation.get("url_citation") instanceof ObjectNode citation) {
                for (String end : new String[] {"start_index", "end_index"}) {
                    if (citation.path(end).isInt()) {
                        citation.put(end, citation.path(end).asInt() + how.fit().startsAt());
                    }
                }
            }
        }
        return cited;
    }
}
