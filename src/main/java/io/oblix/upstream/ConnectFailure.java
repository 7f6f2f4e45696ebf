package io.oblix.upstream;

import io.netty.channel.ConnectTimeoutException;
import io.oblix.settings.Timeouts;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** The reason why a provider cannot be reached, in words that help to fix it. */
final class ConnectFailure {

    private ConnectFailure() {}

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
