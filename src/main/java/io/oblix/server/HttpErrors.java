package io.oblix.server;

import io.oblix.problem.Problem;
import io.oblix.problem.ServerProblem;
import io.oblix.server.reply.ErrorShape;
import io.oblix.server.reply.OblixHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The error handling of all {@link HttpRoutes}. It has an id and is attached to those routes alone: a configuration
 * without an id would also handle failures inside the routes that they call, which go on as if nothing had happened.
 * Inner routes have no error handler and let failures pass.
 */
public final class HttpErrors extends RouteConfigurationBuilder {

    static final String CONFIGURATION = "http-errors";

    private static final Logger LOG = LoggerFactory.getLogger(HttpErrors.class);
    private static final String ANSWER_BY = "OblixAnswerProblemBy";
    private static final String SHAPE = "OblixErrorShape";

    /** Has problems of this exchange answered otherwise than by a small JSON reply. */
    public static void answerBy(Exchange exchange, Consumer<Problem> answer) {
        exchange.setProperty(ANSWER_BY, answer);
    }

    /** Has problems of this exchange answered in the shape of another API than OpenAI's. */
    public static void shape(Exchange exchange, ErrorShape shape) {
        exchange.setProperty(SHAPE, shape);
    }

    @Override
    public void configuration() {
        routeConfiguration(CONFIGURATION)
                .onException(Throwable.class)
                // A handled failure is not logged; saying so here would have Camel read its options again on each
                // failure.
                .handled(true)
                .process(HttpErrors::answer)
                .id("answer-problem");
    }

    @SuppressWarnings("unchecked")
    private static void answer(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Problem problem = failure instanceof Problem known ? known : ServerProblem.internal(failure);
        if (problem instanceof ServerProblem && problem.getCause() != null) {
            LOG.error("request {} failed by a fault of this server", id(exchange), failure);
        }
        Consumer<Problem> answer = exchange.getProperty(ANSWER_BY, Consumer.class);
        if (answer != null) {
            answer.accept(problem);
        } else {
            HttpServerResponse response = exchange.getMessage(HttpMessage.class).getResponse();
            String requestId = response.headers().get(OblixHeaders.REQUEST_ID);
            ErrorShape shape = exchange.getProperty(SHAPE, ErrorShape.OPENAI, ErrorShape.class);
            shape.headers(problem, requestId).forEach(response::putHeader);
            HttpRoutes.reply(exchange, shape.status(problem), shape.error(problem, requestId));
        }
    }

    private static @Nullable String id(Exchange exchange) {
        HttpMessage http = exchange.getMessage(HttpMessage.class);
        return http == null ? null : http.getResponse().headers().get(OblixHeaders.REQUEST_ID);
    }
}
