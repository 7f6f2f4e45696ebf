package io.oblix.server.connection;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.oblix.problem.Problem;
import io.oblix.server.reply.ErrorBody;
import io.oblix.server.reply.ErrorHeaders;
import io.oblix.server.reply.OblixHeaders;
import io.oblix.server.reply.RequestIds;

/** The answer to a request that does not reach Vert.x: an error in OpenAI's shape, and the end of the connection. */
final class EarlyRefusal {

    private EarlyRefusal() {}

    static FullHttpResponse of(Problem problem) {
        byte[] json = ErrorBody.of(problem);
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(problem.status()), Unpooled.wrappedBuffer(json));
        String id = RequestIds.next();
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, json.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(OblixHeaders.REQUEST_ID, id)
                .set(OblixHeaders.OPENAI_REQUEST_ID, id);
        ErrorHeaders.of(problem).forEach(answer.headers()::set);
        return answer;
    }
}
