package io.oblix.ask.attempt;

import io.oblix.chat.Side;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.settings.Timeouts;
import io.oblix.upstream.UpstreamClient;
import io.oblix.upstream.UpstreamRequest;
import java.util.Map;

/** The lowest layer: translates the question and sends it. The answer that it returns has not begun yet. */
public final class Sender implements Layer {

    private final UpstreamClient client;
    private final Map<Side, Timeouts> timeouts;
    private final AttemptListener listener;

    /** @param timeouts of each side */
    public Sender(UpstreamClient client, Map<Side, Timeouts> timeouts, AttemptListener listener) {
        this.client = client;
        this.timeouts = timeouts;
        this.listener = listener;
    }

    @Override
    public LiveAnswer ask(Inquiry inquiry, Target target, Question question) {
        UpstreamRequest upstream = target.provider().translate(question, target.place());
        inquiry.calling(target, upstream.ignoredParams());
        listener.asking(inquiry.question().request(), inquiry.decision(), target.model(), inquiry.failures());
        Attempt attempt = new Attempt(
                client, question, upstream, target, timeoutsOf(target.side()), inquiry.deadlineNanos(), listener);
        return new LiveAnswer(inquiry, target, attempt, upstream.ignoredParams());
    }

    private Timeouts timeoutsOf(Side side) {
        Timeouts of = timeouts.get(side);
        if (of == null) {
            throw new IllegalStateException("no timeouts for " + side);
        }
        return of;
    }
}
