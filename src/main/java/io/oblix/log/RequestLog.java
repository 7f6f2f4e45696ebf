package io.oblix.log;

import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
import io.oblix.problem.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per request; what is in it: {@link RequestLine}. */
public final class RequestLog implements RequestListener {

    private static final Logger LOG = LoggerFactory.getLogger("oblix.request");

    /** The present thread's request was refused before it could be read. */
    public static void unread(String path, int status, Problem refused) {
        LoggedRequest current = ThreadRequest.get();
        if (current != null) {
            String error = refused.code() == null ? refused.type() : refused.code();
            LOG.info("{}", new UnreadRequest(current.kept(), path, status, error));
        }
    }

    @Override
    public void ended(RequestRecord request) {
        LoggedRequest current = ThreadRequest.get();
        LOG.info("{}", new RequestLine(request, current == null ? "" : current.traceId()));
    }
}
