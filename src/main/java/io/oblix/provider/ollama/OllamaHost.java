package io.oblix.provider.ollama;

import io.oblix.json.Json;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Locality;
import io.oblix.upstream.ProbeClient;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One Ollama server, and what the last look at it has found. A look asks Ollama's API
 * (https://github.com/ollama/ollama/blob/main/docs/api.md), {@link OllamaListing} reads the answers, and what they amount
 * to is published as one {@link OllamaSnapshot}. One thread looks at a time; any thread may read.
 */
public final class OllamaHost {

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final String baseUrl;
    private final Map<String, String> headers;
    private final boolean cloud;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final OllamaLessons lessons = new OllamaLessons();
    private final HostLists lists = new HostLists();
    private final AtomicBoolean lookingSoon = new AtomicBoolean();
    private volatile @Nullable ProbeClient lastProbe;
    private volatile long listedNanos;
    private volatile OllamaSnapshot snapshot = OllamaSnapshot.NONE;

    OllamaHost(String baseUrl) {
        this(baseUrl, Map.of());
    }

    /** @param headers of each call */
    OllamaHost(String baseUrl, Map<String, String> headers) {
        this.baseUrl = baseUrl;
        this.headers = Map.copyOf(headers);
        this.cloud = OllamaCloud.isAddress(baseUrl);
    }

    public String baseUrl() {
        return baseUrl;
    }

    /** The result of the last look. Take it once for each decision, because the next look replaces it. */
    public OllamaSnapshot lastLook() {
        return snapshot;
    }

    OllamaLessons lessons() {
        return lessons;
    }

    /** The same in the host's own words. */
    HostLists lists() {
        return lists;
    }

    /** Where a model would run if it were asked here; local only if this host says nothing else. */
    Locality locality(String canonicalName) {
        return cloud ? Locality.ELSEWHERE : snapshot.locality(canonicalName);
    }

    /** {@link System#nanoTime()} when the list of models was asked for that the last look has read. */
    long listedNanos() {
        return listedNanos;
    }

    /** Looks out of turn, in the background, unless a look has begun a moment ago. */
    void lookSoon() {
        ProbeClient probe = lastProbe;
        boolean due = System.nanoTime() - listedNanos > LOOK_AGAIN_NANOS;
        if (probe == null || !due || !lookingSoon.compareAndSet(false, true)) {
            return;
        }
        Thread look = new Thread(
                () -> {
                    try {
                        look(probe);
                    } finally {
                        lookingSoon.set(false);
                    }
                },
                "oblix-look");
        look.setDaemon(true);
        look.start();
    }

    /** Does nothing while another thread is looking. */
    void look(ProbeClient probe) {
        lastProbe = probe;
        if (looking.compareAndSet(false, true)) {
            try {
                boolean running = lookNow(probe);
                publish(snapshot.answered(running));
            } catch (IOException failed) {
                // A refused connection is conclusive. A host that is only late may be busy, and gets another look.
                boolean refused = failed.getCause() instanceof UpstreamProblem problem
                        && problem.kind() == FailureKind.UNREACHABLE;
                publish(snapshot.missed(refused));
                // It may be another version that comes back.
                lists.version(null);
            } finally {
                looking.set(false);
            }
        }
    }

    /** Whether the server runs. One that lists its models does, however long it takes to say more of them. */
    private boolean lookNow(ProbeClient probe) throws IOException {
        long askedNanos = System.nanoTime();
        ProbeClient.Answer tags = probe.get(baseUrl + "/api/tags", headers);
        if (tags.status() != 200 || tags.body() == null) {
            return false;
        }
        listedNanos = askedNanos;
        publish(snapshot.listed(OllamaListing.installed(tags.body()), snapshot.inMemory()));
        lists.installed(tags.body());
        try {
            ProbeClient.Answer ps = probe.get(baseUrl + "/api/ps", headers);
            publish(snapshot.loaded(ps.body() == null ? Map.of() : OllamaListing.loaded(ps.body())));
            lists.inMemory(ps.body() == null ? Json.object() : ps.body());
            lessons.looked(snapshot);
        } catch (IOException late) {
            // What is known of its memory stays.
        }
        try {
            for (OllamaModel model : snapshot.installed().values()) {
                if (snapshot.needsDetails(model)) {
                    ask(model, probe);
                }
            }
            if (lists.version() == null) {
                lists.version(probe.get(baseUrl + "/api/version", headers).body());
            }
        } catch (IOException late) {
            // The next look asks for the rest.
        }
        return true;
    }

    private void ask(OllamaModel model, ProbeClient probe) throws IOException {
        ProbeClient.Answer show =
                probe.post(baseUrl + "/api/show", headers, Json.object().put("model", model.name()));
        if (show.status() == 200 && show.body() != null) {
            publish(snapshot.withDetails(model.digest(), Optional.of(OllamaListing.abilities(show.body()))));
            lists.details(model.digest(), show.body());
        } else if (show.status() >= 400 && show.status() < 500) {
            publish(snapshot.withDetails(model.digest(), Optional.empty()));
        }
    }

    void publish(OllamaSnapshot found) {
        snapshot = found;
    }
}
