package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompleteAnswer;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.Usage;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.provider.Work;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Asks for several completions one after the other, where a call gives only one. */
final class OneByOne {

    /** As many as OpenAI gives to one prompt. */
    private static final int MOST = 128;

    private OneByOne() {}

    /** Whether this is such a request; in a stream they would mix, so that is left to providers which number them. */
    static boolean suits(Inquiry inquiry) {
        ChatRequest request = inquiry.question().request();
        CompletionRequest completion = CompletionRequest.of(request);
        List<Target> targets = inquiry.targets();
        return completion != null
                && completion.choices() > 1
                && completion.textProblem() == null
                && !request.streaming()
                && !targets.isEmpty()
                && targets.get(0).provider().completesOneByOne();
    }

    /** @throws io.oblix.problem.Problem when no target answers one of them */
    static Answer ask(Fallback fallback, Inquiry inquiry, CompletionRequest completion) {
        if (completion.choices() > MOST) {
            throw RequestProblem.invalid(
                    "prompt",
                    "array_above_max_length",
                    "Prompts and 'n' make " + completion.choices() + " completions; this model gives at most " + MOST
                            + " to one request.");
        }
        Deque<AnswerEvent> events = new ArrayDeque<>();
        long promptTokens = 0;
        long completionTokens = 0;
        LiveAnswer last = null;
        for (int i = 0; i < completion.choices(); i++) {
            Question one = question(inquiry.question(), completion.one(i), completion.choices());
            try (LiveAnswer answer = fallback.ask(inquiry, one)) {
                Usage usage = Usage.NONE;
                AnswerEvent event;
                while ((event = answer.next()) != null) {
                    if (event instanceof AnswerEvent.Counted counted) {
                        usage = counted.usage();
                    } else {
                        events.add(event);
                    }
                }
                promptTokens += usage.promptTokens();
                completionTokens += usage.completionTokens();
                last = answer;
            }
        }
        if (last == null) {
            throw new IllegalStateException("nothing was asked");
        }
        events.add(new AnswerEvent.Counted(Usage.of(promptTokens, completionTokens)));
        return new CompleteAnswer(last.by(), last.model(), events);
    }

    private static Question question(Question all, CompletionRequest one, int choices) {
        Work work = all.work();
        return new Question(
                all.request().with(one),
                new Work(
                        work.promptTokens() / choices,
                        work.maxOutputTokens(),
                        false,
                        work.estimatedTokens() / choices,
                        work.textKind()),
                all.chosenBy());
    }
}
