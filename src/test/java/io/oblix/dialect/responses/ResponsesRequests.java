package io.oblix.dialect.responses;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Caller;
import io.oblix.settings.AnswerSettings;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests of this dialect, with ids that count, at a time that stands still. */
public final class ResponsesRequests {

    static final long NOW = 1_795_942_813L;

    private ResponsesRequests() {}

    static ResponsesDialect dialect(ResponsesMemory memory) {
        return dialect(memory, false);
    }

    static ResponsesDialect dialect(ResponsesMemory memory, boolean thinkingAsText) {
        AtomicInteger count = new AtomicInteger();
        return new ResponsesDialect(
                new AnswerSettings(false, false),
                thinkingAsText,
                false,
                memory,
                prefix -> prefix + "%032x".formatted(count.incrementAndGet()),
                () -> NOW);
    }

    public static ResponsesDialect dialect() {
        return dialect(new ResponsesMemory(1 << 20, Long.MAX_VALUE));
    }

    static ChatRequest read(ResponsesDialect dialect, String caller, boolean localOnly, byte[] body) {
        return dialect.read(
                new Caller("req_1", localOnly, null, ""), new Asker(caller, false), body, new Cancellation());
    }

    public static ChatRequest read(ResponsesDialect dialect, String body) {
        return read(dialect, "", false, body.getBytes(StandardCharsets.UTF_8));
    }
}
