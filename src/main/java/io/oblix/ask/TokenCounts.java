package io.oblix.ask;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.facts.TokenEstimate;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Provider;
import io.oblix.settings.Timeouts;
import io.oblix.upstream.UpstreamCall;
import io.oblix.upstream.UpstreamClient;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How many tokens a prompt has: by the provider of the model that was named, if it counts without a charge, or else by our
 * estimate. No queue, breaker or retry: clients ask for dozens of counts at once, and a failed one says nothing of the
 * model.
 *
 * @param timeouts of each side
 */
public record TokenCounts(ModelNames names, UpstreamClient client, Map<Side, Timeouts> timeouts) {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    /** At least 1. */
    public int of(ChatRequest asked) {
        ChatRequest request = names.resolve(asked);
        ModelName model = ModelName.parse(request.model());
        Provider provider = model == null ? null : names.providers().get(model.provider());
        boolean maySee = model != null
                && Allowed.isAllowed(request.key(), model)
                && !(request.localOnly() && provider != null && provider.side() == Side.CLOUD);
        if (model != null && provider != null && maySee) {
            Place place = provider.places(model).get(0);
            Optional<UpstreamRequest> count = provider.count(request, place);
            if (count.isPresent()) {
                OptionalInt counted = counted(request, count.get(), place);
                if (counted.isPresent()) {
                    return counted.getAsInt();
                }
            }
        }
        return Math.max(1, TokenEstimate.of(request));
    }

    private OptionalInt counted(ChatRequest request, UpstreamRequest count, Place place) {
        Timeouts patience = Objects.requireNonNull(timeouts.get(Side.CLOUD));
        try (UpstreamCall call =
                client.send(request.id(), count, place.model().toString(), patience, request.cancellation())) {
            long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
            UpstreamHead head = call.awaitHead(PATIENCE.toNanos(), () -> "did not count in time");
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            byte[] piece;
            while (body.size() < MAX_ANSWER_BYTES
                    && (piece = call.nextPiece(deadlineNanos - System.nanoTime(), () -> "did not count in time"))
                            != null) {
                body.writeBytes(piece);
            }
            ObjectNode json = head.isSuccess() ? Json.objectOrNull(body.toByteArray()) : null;
            int tokens = json == null ? 0 : json.path("input_tokens").asInt(0);
            return tokens > 0 ? OptionalInt.of(tokens) : OptionalInt.empty();
        } catch (UpstreamProblem failed) {
            return OptionalInt.empty();
        }
    }
}
