package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.ask.forecast.WarmUps;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.DialectRoutes;
import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.log.ThreadRequest;
import io.oblix.policy.Decision;
import io.oblix.policy.PolicyRoutes;
import io.oblix.problem.ServerProblem;
import io.oblix.server.RequestThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorSupport;

/** Asks the models of a decision. */
public final class AskRoutes extends RouteBuilder {

    /** The id of the route of a rehearsal, which asks other models. */
    public static final String REHEARSAL = "rehearsal-ask";

    private final String id;
    private final Asking asking;
    private final WarmUps warmUps;
    private final BooleanSupplier mayLeave;

    public AskRoutes(Asking asking, WarmUps warmUps, BooleanSupplier mayLeave) {
        this("ask", asking, warmUps, mayLeave);
    }

    /**
     * @param id of the route, and the name that it is called by
     * @param mayLeave whether a request's thread need not wait for a whole answer: nothing then blocks that follows one
     */
    public AskRoutes(String id, Asking asking, WarmUps warmUps, BooleanSupplier mayLeave) {
        this.id = id;
        this.asking = asking;
        this.warmUps = warmUps;
        this.mayLeave = mayLeave;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:" + id)
                .routeId(id)
                .description("Asks the target, then its fallback, each behind a breaker of its own, until one answers")
                .process(new Ask())
                .id(id + "-targets");
    }

    /** One request, from its decision to an answer. */
    private final class Ask extends AsyncProcessorSupport {

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            boolean isDone = new Request(exchange, callback).isAnswered();
            if (isDone) {
                callback.done(true);
            }
            return isDone;
        }
    }

    /**
     * Where a request has nothing to do but to wait for a whole answer, and the server is quiet, its thread ends with the call:
     * the event loop that brings the answer goes on with the route, and another thread where something must be waited for or
     * tried again.
     */
    private final class Request {

        private final Exchange exchange;
        private final AsyncCallback callback;

        Request(Exchange exchange, AsyncCallback callback) {
            this.exchange = exchange;
            this.callback = callback;
        }

        /** False where the route goes on without this thread. */
        boolean isAnswered() {
            Inquiry inquiry;
            try {
                inquiry = inquiry();
            } catch (RuntimeException | Error refused) {
                exchange.setException(refused);
                return true;
            }
            Executor others = mayLeave.getAsBoolean() ? RequestThreads.others() : null;
            if (others != null && Asking.mayLeave(inquiry)) {
                inquiry.leave().give();
            }
            ask(inquiry);
            LiveAnswer left = inquiry.leave().left();
            if (left == null) {
                return true;
            }
            if (others != null && leaves(inquiry, left, others)) {
                return false;
            }
            ask(inquiry);
            return true;
        }

        private Inquiry inquiry() {
            ChatRequest request = exchange.getProperty(DialectRoutes.REQUEST, ChatRequest.class);
            Decision decision = exchange.getProperty(PolicyRoutes.DECISION, Decision.class);
            Facts facts = exchange.getProperty(FactsRoutes.FACTS, Facts.class);
            warmUps.decided(decision, facts);
            return asking.inquiry(request, decision, facts);
        }

        private void ask(Inquiry inquiry) {
            try {
                exchange.getMessage().setBody(asking.ask(inquiry));
            } catch (RuntimeException | Error failed) {
                // Camel would tell the client of no Error.
                exchange.setException(failed);
            } finally {
                // An error too has headers that name the model asked last.
                exchange.setProperty(DialectRoutes.ASKED, inquiry.lastAsked());
            }
        }

        private boolean leaves(Inquiry inquiry, LiveAnswer left, Executor others) {
            return left.leave(ThreadRequest.carry(() -> goOn(inquiry, left, others)));
        }

        private void goOn(Inquiry inquiry, LiveAnswer left, Executor others) {
            if (left.hasBegun() && RequestThreads.isEventLoop()) {
                finish(inquiry);
                return;
            }
            try {
                others.execute(ThreadRequest.carry(() -> {
                    // Again where only the time for the connection is over, and the connection is there.
                    if (!leaves(inquiry, left, others)) {
                        finish(inquiry);
                    }
                }));
            } catch (RejectedExecutionException tooMany) {
                left.close();
                exchange.setException(ServerProblem.tooManyRequests());
                callback.done(false);
            }
        }

        private void finish(Inquiry inquiry) {
            ask(inquiry);
            callback.done(false);
        }
    }
}
