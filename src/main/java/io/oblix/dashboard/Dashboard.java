package io.oblix.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ledger.Ledger;
import io.oblix.policy.Decisions;
import io.oblix.policy.PoliciesInUse;
import io.oblix.policy.Thresholds;
import io.oblix.server.HttpListener;
import io.oblix.server.HttpRoutes;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** The parts of the page at {@code /}, put together. */
public final class Dashboard implements AutoCloseable {

    private final RecentAttempts attempts;
    private final Throughput throughput = new Throughput();
    private final Feed feed;
    private final DashboardRoutes routes;

    /** @param about what a page gets once: versions, names */
    public Dashboard(
            Lanes lanes,
            Ladder ladder,
            Decisions decisions,
            PoliciesInUse policies,
            Thresholds thresholds,
            Ledger ledger,
            Supplier<ObjectNode> about) {
        InstantSource clock = ledger.clock();
        this.attempts = new RecentAttempts(clock);
        DecisionStory stories = new DecisionStory(decisions, policies, thresholds, attempts);
        DecisionRows rows = new DecisionRows(() -> decisions.latest(Integer.MAX_VALUE), stories::roles);
        this.feed = new Feed(lanes, ladder, rows, throughput, about, clock);
        this.routes = new DashboardRoutes(stories, new UsagePeriods(ledger));
    }

    /** What has to see each call upstream. */
    public List<AttemptListener> listeners() {
        return List.of(attempts, throughput);
    }

    /** The routes; call it before any is started, as streams of events come before them. */
    public List<HttpRoutes> serve(HttpListener http) {
        http.streams(DashboardRoutes.EVENTS, feed::addPage);
        http.streams("/v1/decisions", feed::addProgram);
        return List.of(routes, new LoginRoutes(http.logins()));
    }

    /** Whether a page is open. */
    public boolean isWatched() {
        return feed.isWatched();
    }

    @Override
    public void close() {
        feed.close();
    }
}
