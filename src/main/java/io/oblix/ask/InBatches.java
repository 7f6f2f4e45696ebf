package io.oblix.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.CompleteAnswer;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.facts.text.TokenCount;
import io.oblix.json.RawJson;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.provider.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks for more vectors than go into one call in several calls, one after the other, and puts them together in order. A
 * server that takes less than is known of it says so; then the rest goes out in smaller batches.
 */
final class InBatches {

    /** Of all calls together, as for any answer that is held whole. */
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    /** How Text Embeddings Inference, Gemini, Cohere, Voyage, DashScope, Azure and OpenAI refuse a batch. */
    private static final Pattern TOO_MANY =
            Pattern.compile("batch|too many (inputs|texts|items|documents)|array too long"
                    + "|tokens per request|(at most|maximum( of)?|up to|more than|exceeds?|less than or equal to|limit of) \\d+"
                    + " (inputs?|texts?|items?|documents?|requests?|elements?)|number of (inputs|texts|items)");

    private static final Pattern STATUS = Pattern.compile("^HTTP \\d+");
    private static final Pattern NUMBER = Pattern.compile("\\b\\d{1,6}\\b");

    private final Fallback fallback;
    private final Cache<ModelName, Integer> learned;
    private final Inquiry inquiry;
    private final Question question;
    private final EmbeddingRequest embeddings;
    private final EmbeddingRequest.Batch most;
    private final List<RawJson> vectors = new ArrayList<>();
    private long promptTokens;
    private long bytes;

    private InBatches(
            Fallback fallback, Cache<ModelName, Integer> learned, Inquiry inquiry, EmbeddingRequest embeddings) {
        this.fallback = fallback;
        this.learned = learned;
        this.inquiry = inquiry;
        this.question = inquiry.question();
        this.embeddings = embeddings;
        this.most = most(learned, inquiry, embeddings);
    }

    private static EmbeddingRequest.Batch most(
            Cache<ModelName, Integer> learned, Inquiry inquiry, EmbeddingRequest embeddings) {
        if (inquiry.targets().isEmpty()) {
            return EmbeddingRequest.Batch.ANY;
        }
        Target target = inquiry.targets().get(0);
        EmbeddingRequest.Batch most = target.provider().batch(embeddings, target.place());
        Integer fewer = learned.getIfPresent(target.model());
        return fewer == null ? most : new EmbeddingRequest.Batch(Math.min(fewer, most.inputs()), most.tokens());
    }

    /**
     * @param learned how many inputs some models take, where they have refused more
     * @throws io.oblix.problem.Problem when no host of the model answers one of the calls
     */
    static Answer ask(
            Fallback fallback, Cache<ModelName, Integer> learned, Inquiry inquiry, EmbeddingRequest embeddings) {
        return new InBatches(fallback, learned, inquiry, embeddings).ask();
    }

    private Answer ask() {
        Deque<Range> ranges = ranges();
        if (ranges.size() == 1) {
            try {
                return fallback.ask(inquiry);
            } catch (UpstreamProblem refused) {
                split(ranges, refused);
            }
        }
        LiveAnswer answer;
        do {
            answer = askNext(ranges);
        } while (!ranges.isEmpty());
        return new CompleteAnswer(
                answer.by(),
                answer.model(),
                new ArrayDeque<>(List.of(
                        new AnswerEvent.Vectors(vectors, false), new AnswerEvent.Counted(Usage.of(promptTokens, 0)))));
    }

    /** Closed already; what it says is collected. */
    private LiveAnswer askNext(Deque<Range> ranges) {
        while (true) {
            try (LiveAnswer answer = fallback.ask(inquiry, question(ranges.getFirst()))) {
                AnswerEvent event;
                while ((event = answer.next()) != null) {
                    add(event);
                }
                ranges.removeFirst();
                return answer;
            } catch (UpstreamProblem refused) {
                split(ranges, refused);
            }
        }
    }

    private void add(AnswerEvent event) {
        if (event instanceof AnswerEvent.Vectors some) {
            vectors.addAll(some.vectors());
            bytes += some.vectors().stream().mapToLong(RawJson::length).sum();
            if (bytes > MAX_BYTES) {
                throw RequestProblem.invalid(
                        "input",
                        "request_too_large",
                        "The vectors take more than " + MAX_BYTES
                                + " bytes: send fewer inputs at a time, or ask for encoding_format base64.");
            }
        } else if (event instanceof AnswerEvent.Counted counted) {
            promptTokens += counted.usage().promptTokens();
        }
    }

    /** Into batches of the size that the server names, or else in halves, down to a single input. */
    private void split(Deque<Range> ranges, UpstreamProblem refused) {
        int size = ranges.getFirst().size();
        if (size == 1 || !isOfBatch(refused)) {
            throw refused;
        }
        int smaller = named(refused, size);
        learned.put(inquiry.targets().get(0).model(), smaller);
        Deque<Range> again = new ArrayDeque<>();
        for (Range range : ranges) {
            for (int from = range.from(); from < range.to(); from += smaller) {
                again.add(new Range(from, Math.min(range.to(), from + smaller)));
            }
        }
        ranges.clear();
        ranges.addAll(again);
    }

    private static boolean isOfBatch(UpstreamProblem refused) {
        return switch (refused.kind()) {
            case TOO_LARGE -> true;
            case REQUEST_REJECTED, LACKS_ABILITY ->
                TOO_MANY.matcher(refused.detail().toLowerCase(Locale.ROOT)).find();
            default -> false;
        };
    }

    /** The largest number below the size that the refusal holds. */
    private static int named(UpstreamProblem refused, int size) {
        int named = 0;
        Matcher numbers = NUMBER.matcher(STATUS.matcher(refused.detail()).replaceFirst(""));
        while (numbers.find()) {
            int number = Integer.parseInt(numbers.group());
            named = number < size ? Math.max(named, number) : named;
        }
        return named > 0 ? named : (size + 1) / 2;
    }

    private Question question(Range range) {
        Work work = question.work();
        double share = (double) range.size() / embeddings.inputs().size();
        return new Question(
                question.request().with(embeddings.part(range.from(), range.to())),
                new Work(
                        (int) (work.promptTokens() * share),
                        0,
                        false,
                        (int) (work.estimatedTokens() * share),
                        work.textKind()),
                question.chosenBy());
    }

    /** Which inputs go into one call. */
    private record Range(int from, int to) {
        int size() {
            return to - from;
        }
    }

    private Deque<Range> ranges() {
        Deque<Range> ranges = new ArrayDeque<>();
        int count = embeddings.inputs().size();
        boolean isShort = question.work().promptTokens() < most.tokens() / 2 && !embeddings.hasTokens();
        int from = 0;
        long tokens = 0;
        for (int i = 0; i < count; i++) {
            long next = isShort ? 0 : tokens(embeddings.inputs().get(i));
            if (i > from && (i - from >= most.inputs() || tokens + next > most.tokens())) {
                ranges.add(new Range(from, i));
                from = i;
                tokens = 0;
            }
            tokens += next;
        }
        ranges.add(new Range(from, count));
        return ranges;
    }

    private static long tokens(JsonNode input) {
        if (input.isArray()) {
            return input.size();
        }
        TokenCount count = new TokenCount();
        count.add(Objects.requireNonNullElse(input.textValue(), ""));
        return count.tokens();
    }
}
