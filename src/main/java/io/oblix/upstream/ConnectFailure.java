package io.oblix.upstream;

import io.netty.channel.ConnectTimeoutException;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.Timeouts;
import io.vertx.core.http.HttpClosedException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** The reason why a provider cannot be reached, in words that help to fix it. */
final class ConnectFailure {

    private ConnectFailure() {}

    /**
     * A call that ended before its answer began.
     *
     * @param connected whether there was a connection
     * @param limit the connect timeout
     */
    static UpstreamProblem of(Throwable failure, boolean connected, String target, Duration limit) {
        // A pooled connection may be closed by the provider at the moment at which it is taken.
        return connected || failure instanceof HttpClosedException
                ? new UpstreamProblem(FailureKind.CONNECTION_LOST, target, "closed the connection before it answered")
                : new UpstreamProblem(FailureKind.UNREACHABLE, target, reason(failure, limit));
    }

    /** @param limit the connect timeout */
    static String reason(Throwable failure, Duration limit) {
        if (failure instanceof UnknownHostException) {
            return "its host name cannot be resolved";
        } else if (failure instanceof SSLException) {
            return "TLS failed: " + UpstreamText.clean(String.valueOf(failure.getMessage()));
        } else if (failure instanceof TimeoutException || failure instanceof ConnectTimeoutException) {
            return timeout(limit);
        }
        return "cannot connect: " + UpstreamText.clean(String.valueOf(failure.getMessage()));
    }

    static String timeout(Duration limit) {
        return "no connection within " + Timeouts.inWords(limit);
    }
}
