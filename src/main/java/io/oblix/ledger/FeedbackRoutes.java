package io.oblix.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.key.Key;
import io.oblix.policy.Decisions;
import io.oblix.problem.RequestProblem;
import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * {@code POST /v1/feedback}: what a user says of an answer, kept with the decision. A plain key speaks of its own requests
 * only; those of others are as unknown to it as those that never were.
 */
public final class FeedbackRoutes extends HttpRoutes {

    private static final String PATH = "/v1/feedback";
    private static final int MAX_BYTES = 4_096;

    /** Beyond it, it is none of ours. */
    private static final int MAX_ID = 200;

    private final Decisions decisions;
    private final Ledger ledger;

    public FeedbackRoutes(Decisions decisions, Ledger ledger) {
        this.decisions = decisions;
        this.ledger = ledger;
    }

    @Override
    public void configure() {
        serve(PATH, "feedback");
        serve(PATH.substring("/v1".length()), "feedback-without-version");
    }

    private void serve(String path, String id) {
        post(path, id)
                .description("What a user says of an answer")
                .process(this::feedback)
                .id("keep-" + id);
    }

    private void feedback(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        if (http.body().length > MAX_BYTES) {
            throw RequestProblem.feedbackTooLarge(MAX_BYTES);
        }
        ObjectNode body = Json.objectOrNull(http.body());
        if (body == null) {
            throw RequestProblem.malformedJson("expected an object such as {\"request_id\": \"...\", \"good\": true}");
        }
        String id = text(body);
        boolean good = good(body);
        Key key = http.use().key();
        ledger.found(id, sender(id, good, key).orElseThrow(() -> RequestProblem.requestNotFound(id)), good);
        reply(exchange, 200, Json.object().put("request_id", id).put("good", good));
    }

    /** The name of the key that sent the request; nothing where this one may not speak of it. */
    private Optional<String> sender(String id, boolean good, Key key) {
        Optional<String> sender = decisions.found(id, good, name -> isItsOwn(key, name));
        if (sender.isPresent() || id.length() > MAX_ID || id.indexOf(0) >= 0) {
            return sender;
        }
        return ledger.keyOf(id).filter(name -> isItsOwn(key, name));
    }

    private static boolean isItsOwn(Key key, String sender) {
        return !key.seesOnlyItself() || key.name().equals(sender);
    }

    private static String text(ObjectNode body) {
        JsonNode id = body.path("request_id");
        if (id.isMissingNode()) {
            throw RequestProblem.missing("request_id");
        } else if (!id.isTextual()) {
            throw RequestProblem.wrongType("request_id", "a string", Json.typeOf(id));
        }
        return id.textValue();
    }

    private static boolean good(ObjectNode body) {
        JsonNode good = body.path("good");
        if (good.isMissingNode()) {
            throw RequestProblem.missing("good");
        } else if (!good.isBoolean()) {
            throw RequestProblem.wrongType("good", "a boolean", Json.typeOf(good));
        }
        return good.booleanValue();
    }
}
