package io.oblix.ask.attempt;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.Side;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.settings.Timeouts;
import io.oblix.upstream.UpstreamClient;
import io.oblix.upstream.UpstreamRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The lowest layer: translates the question and sends it. The answer that it returns has not begun yet.
 *
 * @param timeouts of each side
 */
public record Sender(
        UpstreamClient client,
        Map<Side, Timeouts> timeouts,
        AttemptListener listener,
        Reading.Forecast forecast,
        Tariff tariff)
        implements Layer {

    @Override
    public LiveAnswer ask(Inquiry inquiry, Target target, Question judged) {
        Question question = target.side() == Side.LOCAL ? judged : judged.unjudged();
        ChatRequest request = question.request();
        boolean asSent = target.provider().speaks(request, target.model());
        RequestProblem untranslatable = request.rendering().untranslatable();
        if (untranslatable != null && !asSent) {
            throw untranslatable;
        }
        UpstreamRequest upstream = target.provider().translate(question, target.place());
        List<String> ignored = asSent ? upstream.ignoredParams() : ignored(request, upstream);
        inquiry.calling(target, ignored);
        listener.asking(inquiry.question().request(), inquiry.decision(), target.model(), inquiry.failures());
        Timeouts patience = Objects.requireNonNull(timeouts.get(target.side()));
        Attempt attempt = new Attempt(
                client,
                question,
                upstream,
                target,
                forecast.of(target, question.work()),
                patience,
                inquiry,
                listener,
                tariff);
        return new LiveAnswer(inquiry, target, attempt, ignored);
    }

    /** What the reader left out, and the provider of what the client asked for itself. */
    private static List<String> ignored(ChatRequest request, UpstreamRequest upstream) {
        List<String> byReader = request.rendering().ignoredParams();
        if (!request.isRendered()
                || (byReader.isEmpty() && upstream.ignoredParams().isEmpty())) {
            return upstream.ignoredParams();
        }
        Set<String> all = new TreeSet<>(upstream.ignoredParams());
        all.removeAll(request.soft());
        all.addAll(byReader);
        return List.copyOf(all);
    }
}
