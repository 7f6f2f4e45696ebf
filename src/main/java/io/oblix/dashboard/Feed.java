package io.oblix.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Side;
import io.oblix.json.Json;
import io.oblix.policy.Decisions.Entry;
import io.oblix.server.EventStream;
import io.oblix.server.reply.EventFraming;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What open pages see as it happens. One thread looks for all of them, makes each event once, and offers it to each page. While
 * no page is open it takes one sample in two seconds for the charts and does nothing else. A request does nothing for it.
 */
final class Feed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private static final long TICK_MILLIS = 500;
    private static final int TICKS_PER_SAMPLE = 4;

    /** After which silence a program that follows decisions gets a sign of life. */
    private static final int TICKS_OF_SILENCE = 30;

    private final Lanes lanes;
    private final Ladder ladder;
    private final Supplier<ObjectNode> about;
    private final InstantSource clock;
    private final DecisionRows rows;
    private final Throughput throughput;
    private final History history = new History();
    private final Listeners pages = new Listeners();
    private final Listeners programs = new Listeners();
    private final ScheduledThreadPoolExecutor thread;
    private String lastLanes = "";
    private String lastLadder = "";
    private long ticks;
    private long silentTicks;
    private long sampledNanos = System.nanoTime();
    private long localTokens;
    private long cloudTokens;

    /** @param about what a page gets once */
    @SuppressWarnings("FutureReturnValueIgnored") // A tick reports what goes wrong in it.
    Feed(
            Lanes lanes,
            Ladder ladder,
            DecisionRows rows,
            Throughput throughput,
            Supplier<ObjectNode> about,
            InstantSource clock) {
        this.lanes = lanes;
        this.ladder = ladder;
        this.rows = rows;
        this.throughput = throughput;
        this.about = about;
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread feed = new Thread(task, "dashboard");
            feed.setDaemon(true);
            return feed;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A page of ours listens from now on; first it gets the state of now. */
    void addPage(EventStream page) {
        run(() -> {
            begin();
            pages.add(page, snapshot(page));
        });
    }

    /** A client of {@code GET /v1/decisions} listens from now on. */
    void addProgram(EventStream program) {
        run(() -> {
            begin();
            programs.add(program, EventFraming.comment("decisions as they happen"));
        });
    }

    /** What was decided while nobody listened is no news. */
    private void begin() {
        if (pages.isEmpty() && programs.isEmpty()) {
            rows.changed();
        }
    }

    /** Whether a page is open. */
    boolean isWatched() {
        return !pages.isEmpty();
    }

    private void run(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException closing) {
            LOG.debug("a page was opened while the server stops");
        }
    }

    private void tick() {
        try {
            boolean isSample = ticks++ % TICKS_PER_SAMPLE == 0;
            if (isSample) {
                history.add(sample());
            }
            pages.dropGone();
            programs.dropGone();
            if (!pages.isEmpty() || !programs.isEmpty()) {
                List<Entry> changed = rows.changed();
                tellPages(changed, isSample);
                tellPrograms(changed);
            }
        } catch (RuntimeException failed) {
            // The next one may work; without this the executor would never run another.
            LOG.warn("the dashboard's figures cannot be read: {}", failed.toString());
        }
    }

    private History.Sample sample() {
        long now = System.nanoTime();
        double seconds = Math.max(1e-3, (now - sampledNanos) / 1e9);
        long local = throughput.tokens(Side.LOCAL);
        long cloud = throughput.tokens(Side.CLOUD);
        History.Sample sample =
                lanes.sample(clock.millis() / 1000, (local - localTokens) / seconds, (cloud - cloudTokens) / seconds);
        sampledNanos = now;
        localTokens = local;
        cloudTokens = cloud;
        return sample;
    }

    private void tellPages(List<Entry> changed, boolean isSample) {
        if (pages.isEmpty()) {
            return;
        }
        ObjectNode news = lanes.json();
        String lanesNow = news.toString();
        if (lanesNow.equals(lastLanes)) {
            news.removeAll();
        }
        lastLanes = lanesNow;
        if (isSample) {
            news.set("sample", history.last());
            ArrayNode policies = ladder.json();
            String ladderNow = policies.toString();
            if (!ladderNow.equals(lastLadder)) {
                lastLadder = ladderNow;
                news.set("policies", policies);
            }
        }
        if (!changed.isEmpty()) {
            news.set("decisions", rows.json(changed));
        }
        if (!news.isEmpty()) {
            pages.send(event("now", news), this::snapshot);
        }
    }

    private void tellPrograms(List<Entry> changed) {
        silentTicks++;
        if (!programs.isEmpty() && (!changed.isEmpty() || silentTicks >= TICKS_OF_SILENCE)) {
            silentTicks = 0;
            byte[] news = changed.isEmpty() ? EventFraming.comment("keep-alive") : DecisionRows.events(changed);
            programs.send(news, program -> null);
        }
    }

    private byte[] snapshot(EventStream page) {
        ObjectNode all = about.get();
        all.put("session", page.hasSession());
        all.setAll(lanes.json());
        history.addTo(all);
        all.set("decisions", rows.json(rows.shown()));
        all.set("policies", ladder.json());
        return event("all", all);
    }

    private static byte[] event(String name, ObjectNode json) {
        return EventFraming.event(name, Json.bytes(json));
    }

    /** Ends all streams, so that their pages look for the next server. */
    @Override
    public void close() {
        thread.shutdownNow();
        pages.end();
        programs.end();
    }
}
