package io.oblix.ask.forecast;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.json.Json;
import io.oblix.policy.Decision;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import io.oblix.provider.Loading;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.provider.Question;
import io.oblix.provider.Work;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamCall;
import io.oblix.upstream.UpstreamClient;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads cold models by requests of their own. Ollama aborts a load when the client that caused it disconnects, so a model
 * that takes longer than clients wait would never get into memory. A load starts when a policy sends a request to the
 * cloud with {@code warm=true}, and when a request is sent to a cold model; one at a time for each place, in the
 * background. After a failed load the place has a pause: {@link LoadPauses}.
 */
public final class WarmUps implements AttemptListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUps.class);
    private static final int MAX_AT_A_TIME = 8;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Twice as long as Ollama itself waits for a model to load. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** If the response stalls for this long, treat the load as hung. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** More than any answer to a load has. */
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final Providers providers;
    private final UpstreamClient client;
    private final ProbeClient probe;
    private final Speeds speeds;
    private final Set<Place> running = ConcurrentHashMap.newKeySet();
    private final LoadPauses pauses = new LoadPauses(System::nanoTime);
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MAX_AT_A_TIME, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), WarmUps::thread);

    public WarmUps(Providers providers, UpstreamClient client, ProbeClient probe, Speeds speeds) {
        this.providers = providers;
        this.client = client;
        this.probe = probe;
        this.speeds = speeds;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "oblix-warm-up");
        thread.setDaemon(true);
        return thread;
    }

    /** A policy has decided; starts a load if it wants one and returns at once. */
    public void decided(Decision decision, Facts facts) {
        List<Place> hosts = facts.hosts().local();
        if (decision.warm()
                && decision.target() == Side.CLOUD
                && !hosts.isEmpty()
                && provider(hosts.get(0)) instanceof Loading loading) {
            start(loading, hosts.get(0), Work.of(facts.asRead()));
        }
    }

    /** A call is about to be sent; starts a load if the model is cold and returns at once. */
    @Override
    public void sending(Question question, Place place) {
        if (provider(place) instanceof Loading loading && loading.mustLoad(place, Work.NONE)) {
            start(loading, place, question.work());
        }
    }

    private @Nullable Provider provider(Place place) {
        return providers.get(place.model().provider());
    }

    @Override
    public void ended(AttemptRecord attempt) {
        // The load goes on, whatever the outcome of the call.
    }

    private void start(Loading provider, Place place, Work work) {
        if (pauses.isPaused(place) || !running.add(place)) {
            return;
        }
        try {
            threads.execute(() -> {
                try {
                    load(provider, place, work);
                } catch (ClientDisconnected closing) {
                    // The server stops, and so does the load.
                } finally {
                    running.remove(place);
                }
            });
        } catch (RejectedExecutionException enough) {
            running.remove(place);
        }
    }

    private void load(Loading provider, Place place, Work work) {
        provider.load(place, work).ifPresent(request -> {
            send(request, provider, place);
            provider.look(probe, place);
        });
    }

    private void send(UpstreamRequest request, Loading provider, Place place) {
        long started = System.nanoTime();
        long deadline = started + LONGEST.toNanos();
        try (UpstreamCall call = client.send(request.url(), request.headers(), request.body(), CONNECT)) {
            UpstreamHead head = call.awaitHead(deadline - System.nanoTime(), () -> "did not begin to load");
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            byte[] piece;
            while ((piece = call.nextPiece(
                            Math.min(SILENCE.toNanos(), deadline - System.nanoTime()), () -> "did not finish loading"))
                    != null) {
                answer.write(piece, 0, Math.min(piece.length, MAX_ANSWER_BYTES - answer.size()));
            }
            double millis = (System.nanoTime() - started) / 1e6;
            if (head.isSuccess()) {
                pauses.loaded(place);
                provider.loaded(place, loadNanos(answer.toByteArray()));
                speeds.loaded(place, millis);
                LOG.info("{} is in memory at {} after {} ms", place.model(), place.baseUrl(), Math.round(millis));
            } else {
                pause(place, "HTTP " + head.status());
            }
        } catch (Problem failed) {
            pause(place, failed.text());
        }
    }

    /** Ollama says it in its answers, but not in each one to a load. */
    private static long loadNanos(byte[] answer) {
        ObjectNode json = Json.objectOrNull(answer);
        return json == null ? 0 : json.path("load_duration").asLong(0);
    }

    private void pause(Place place, String why) {
        LOG.warn(
                "{} cannot be loaded at {}: {}; retrying in {} s at the earliest",
                place.model(),
                place.baseUrl(),
                why,
                pauses.failed(place).toSeconds());
    }

    /** Aborts the loads that are running. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
