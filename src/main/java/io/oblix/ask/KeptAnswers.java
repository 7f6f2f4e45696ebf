package io.oblix.ask;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.dialect.responses.KeptElsewhere;
import io.oblix.json.Json;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.settings.Timeouts;
import io.oblix.upstream.UpstreamCall;
import io.oblix.upstream.UpstreamClient;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers that providers keep for clients: what a client deletes here is deleted there, and what this server has forgotten
 * is read there.
 *
 * @param timeouts of each side
 */
public record KeptAnswers(Providers providers, UpstreamClient client, Map<Side, Timeouts> timeouts)
        implements KeptElsewhere {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;

    /** As long as the longest answer that is held whole. */
    private static final int MAX_BYTES = 8 << 20;

    @Override
    public void delete(String answeredBy, String id) {
        ModelName model = ModelName.parse(answeredBy);
        Provider provider = model == null ? null : providers.get(model.provider());
        UpstreamRequest kept = provider == null ? null : provider.kept(id).orElse(null);
        if (kept != null) {
            delete(kept, answeredBy);
        }
    }

    @Override
    public boolean delete(String id) {
        for (Provider provider : keepers(id)) {
            if (delete(provider.kept(id).orElseThrow(), provider.name())) {
                return true;
            }
        }
        return false;
    }

    private boolean delete(UpstreamRequest kept, String target) {
        try (UpstreamCall call = client.delete(kept.url(), kept.headers(), connect())) {
            int status = call.awaitHead(PATIENCE.toNanos(), () -> "did not delete it in time")
                    .status();
            if (status >= 300 && status != NOT_FOUND) {
                throw new UpstreamProblem(
                        FailureKind.FAILED, target, "did not delete the response that it keeps (HTTP " + status + ")");
            }
            return status != NOT_FOUND;
        }
    }

    @Override
    public @Nullable ObjectNode read(String id, String path, Map<String, String> query) {
        for (Provider provider : keepers(id)) {
            UpstreamRequest kept = provider.kept(id).orElseThrow();
            ObjectNode found = readAt(provider.name(), url(kept.url(), path, query), kept.headers());
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable ObjectNode readAt(String target, String url, Map<String, String> headers) {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        try (UpstreamCall call = client.read(url, headers, connect())) {
            UpstreamHead head = call.awaitHead(PATIENCE.toNanos(), () -> "did not answer in time");
            if (head.status() == NOT_FOUND) {
                return null;
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            byte[] piece;
            while (body.size() < MAX_BYTES
                    && (piece = call.nextPiece(deadlineNanos - System.nanoTime(), () -> "did not answer in time"))
                            != null) {
                body.writeBytes(piece);
            }
            ObjectNode json = head.isSuccess() ? Json.objectOrNull(body.toByteArray()) : null;
            if (json == null) {
                throw new UpstreamProblem(
                        FailureKind.FAILED,
                        target,
                        "did not show a response that it may keep (HTTP " + head.status() + ")");
            }
            return json;
        }
    }

    private List<Provider> keepers(String id) {
        return providers.byName().values().stream()
                .filter(provider -> provider.kept(id).isPresent())
                .toList();
    }

    private Duration connect() {
        return Objects.requireNonNull(timeouts.get(Side.CLOUD)).connect();
    }

    /** The address of what lies below another, which may have a query of its own. */
    private static String url(String kept, String path, Map<String, String> query) {
        int mark = kept.indexOf('?');
        String own = mark < 0 ? "" : kept.substring(mark + 1);
        String added = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String all = own + (own.isEmpty() || added.isEmpty() ? "" : "&") + added;
        return (mark < 0 ? kept : kept.substring(0, mark)) + path + (all.isEmpty() ? "" : "?" + all);
    }
}
