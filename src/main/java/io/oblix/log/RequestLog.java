package io.oblix.log;

import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per request; what is in it: {@link RequestLine}. */
public final class RequestLog implements RequestListener {

    private static final Logger LOG = LoggerFactory.getLogger("oblix.request");

    @Override
    public void ended(RequestRecord request) {
        LoggedRequest current = ThreadRequest.get();
        LOG.info("{}", new RequestLine(request, current == null ? "" : current.traceId()));
    }
}
