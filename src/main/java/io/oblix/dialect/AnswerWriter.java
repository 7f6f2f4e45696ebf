package io.oblix.dialect;

import io.oblix.chat.Answer;
import io.oblix.chat.AnswerAround;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Usage;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import io.oblix.problem.ServerProblem;
import io.oblix.server.Client;
import io.oblix.server.reply.OblixHeaders;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one answer to its client, whole or as a stream. A failure after the first byte becomes an error event inside
 * the stream, without a finish, which clients raise as an error; a made-up {@code stop} would pass half an answer off
 * as a whole one.
 */
final class AnswerWriter {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);

    private final Dialect dialect;
    private final ChatRequest request;
    private final Client client;
    private final Counted answer;

    AnswerWriter(Dialect dialect, ChatRequest request, Client client, Answer answer) {
        this.dialect = dialect;
        this.request = request;
        this.client = client;
        this.answer = new Counted(
                dialect.passesChunks() ? answer : new AnswerInWords(answer),
                how -> client.trailer(OblixHeaders.RESCUED, how));
    }

    /** Sends all of it and returns the record. The answer is closed in any case. */
    RequestRecord write() {
        Problem problem = null;
        try (answer) {
            if (request.streaming()) {
                stream();
            } else {
                byte[] body = dialect.whole(request, answer);
                // Ends the calls, so that all that they cost is known.
                answer.close();
                Map<String, String> headers = headers();
                OblixHeaders.addCosts(headers, answer.by());
                client.answer(200, headers, body);
            }
        } catch (ClientDisconnected gone) {
            problem = client.whyCutOff();
            if (!(problem instanceof ClientDisconnected)) {
                fail(problem);
            }
        } catch (Problem failed) {
            problem = failed;
            fail(failed);
        } catch (RuntimeException | Error bug) {
            LOG.error("request {} failed by a fault of this server", request.id(), bug);
            problem = ServerProblem.internal(bug);
            fail(problem);
        }
        return RequestRecord.of(request, answer.by(), used(problem), answer.firstTokenNanos, problem);
    }

    /** As the client was told; where nothing was counted and the answer did not fail, what it is taken to have used. */
    private Usage used(@Nullable Problem problem) {
        boolean failed = problem != null && !(problem instanceof ClientDisconnected);
        return failed || answer.usage.totalTokens() > 0
                ? answer.usage
                : answer.by().bill().sums().delivered();
    }

    private Map<String, String> headers() {
        Map<String, String> headers = OblixHeaders.of(request.id(), answer.by());
        headers.putAll(dialect.answerHeaders(request.id()));
        return headers;
    }

    private void stream() {
        client.startStream(headers());
        if (client.hasStarted()) {
            // A sign of life has sent the head already, without these headers.
            byte[] comment = dialect.framing(request).comment("answered by " + name(answer.by()));
            if (comment != null) {
                client.send(comment);
            }
        }
        new Outlet(client).send(answer, pieces -> dialect.stream(request, answer, pieces));
    }

    private static String name(AnsweredBy by) {
        return by.shownHost().isEmpty() ? by.model() : by.model() + " at " + by.shownHost();
    }

    private void fail(Problem problem) {
        client.answer(
                dialect.status(problem),
                DialectRoutes.headers(dialect, request.id(), answer.by(), problem),
                dialect.error(problem, request.id()));
    }

    /** The answer, with what the record needs noted as its events pass. */
    private static final class Counted extends AnswerAround {

        private final Answer answer;
        private final Consumer<String> rescued;
        private Usage usage = Usage.NONE;
        private long firstTokenNanos;

        Counted(Answer answer, Consumer<String> rescued) {
            this.answer = answer;
            this.rescued = rescued;
        }

        @Override
        protected Answer inside() {
            return answer;
        }

        @Override
        public @Nullable AnswerEvent next() {
            AnswerEvent event = answer.next();
            if (event instanceof AnswerEvent.Frame frame) {
                frame.says().forEach(this::count);
            }
            count(event);
            if (event != null && firstTokenNanos == 0 && event.isContent()) {
                firstTokenNanos = System.nanoTime();
            }
            return event;
        }

        @Override
        public boolean isHere() {
            return answer.isHere();
        }

        @Override
        public void lend(BooleanSupplier move) {
            answer.lend(move);
        }

        private void count(@Nullable AnswerEvent event) {
            if (event instanceof AnswerEvent.Counted counted) {
                usage = counted.usage();
            } else if (event instanceof AnswerEvent.Continued continued) {
                rescued.accept(continued.how());
            }
        }
    }
}
