package io.oblix.dialect;

import io.oblix.chat.Answer;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.problem.Problem;
import io.oblix.server.HttpRequest;
import java.util.function.Consumer;

/** An API that clients speak, without any I/O: what is read from a request, and how answers and errors are written. */
public interface Dialect {

    /**
     * @param cancellation of the client, for whatever works on the request
     * @throws io.oblix.problem.RequestProblem when the body is not a request of this API
     */
    ChatRequest read(HttpRequest http, Cancellation cancellation);

    /** The body of an answer for a client that wants it whole. */
    byte[] whole(ChatRequest request, Answer answer);

    /** Writes an answer as server-sent events, each piece as soon as the model has sent it. */
    void stream(ChatRequest request, Answer answer, Consumer<byte[]> events);

    /** The body of an error; in a stream that has begun, the data of its last event. */
    byte[] error(Problem problem);
}
