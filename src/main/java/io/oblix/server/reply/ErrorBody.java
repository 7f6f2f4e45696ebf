package io.oblix.server.reply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.Problem;

/** OpenAI's error body: {@code {"error":{"message","type","param","code"}}}, all four keys always. */
public final class ErrorBody {

    private ErrorBody() {}

    public static byte[] of(Problem problem) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putObject("error");
        error.put("message", problem.text());
        error.put("type", problem.type());
        error.put("param", problem.param());
        error.put("code", problem.code());
        return Json.bytes(body);
    }
}
