package io.oblix.ask.attempt;

import io.oblix.chat.Side;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.settings.Timeouts;
import io.oblix.upstream.UpstreamClient;
import io.oblix.upstream.UpstreamRequest;
import java.util.Map;
import java.util.Objects;

/**
 * The lowest layer: translates the question and sends it. The answer that it returns has not begun yet.
 *
 * @param timeouts of each side
 */
public record Sender(UpstreamClient client, Map<Side, Timeouts> timeouts, AttemptListener listener) implements Layer {

    @Override
    public LiveAnswer ask(Inquiry inquiry, Target target, Question question) {
        UpstreamRequest upstream = target.provider().translate(question, target.place());
        inquiry.calling(target, upstream.ignoredParams());
        listener.asking(inquiry.question().request(), inquiry.decision(), target.model(), inquiry.failures());
        Timeouts patience = Objects.requireNonNull(timeouts.get(target.side()));
        Attempt attempt = new Attempt(client, question, upstream, target, patience, inquiry.deadlineNanos(), listener);
        return new LiveAnswer(inquiry, target, attempt, upstream.ignoredParams());
    }
}
