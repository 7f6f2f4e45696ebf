package io.oblix.ask.forecast;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.facts.network.NetworkMonitor;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;

/**
 * Reports to the connectivity agent what real calls show of the line to the cloud model's provider.
 *
 * @param provider the name of the cloud model's provider
 */
public record LineWatch(NetworkMonitor network, String provider) implements AttemptListener {

    @Override
    public void ended(AttemptRecord attempt) {
        if (!attempt.place().model().provider().equals(provider)) {
            return;
        }
        if (attempt.observed().bandwidthMbps() >= 0) {
            network.transferred(attempt.observed().bandwidthMbps());
        }
        Problem problem = attempt.problem();
        if (problem == null || attempt.firstToken() != null) {
            network.callAnswered();
        } else if (problem instanceof UpstreamProblem upstream) {
            failed(upstream);
        }
    }

    private void failed(UpstreamProblem problem) {
        switch (problem.kind()) {
            case UNREACHABLE -> {
                // A proxy that says so was reached itself.
                if (problem.answered().status() == 0) {
                    network.unreachable();
                } else {
                    network.doubt();
                }
            }
            case CONNECTION_LOST, TIMED_OUT, BROKEN_ANSWER -> network.doubt();
            default -> {
                // It answered, though with an error; the next check shows that the line works.
            }
        }
    }
}
