package io.oblix.chat;

import io.oblix.problem.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RequestRecord} while it is put together, each part under its name; what they mean stands there. What is not set
 * is that of a chat completion without keys and traces. Used once, on one thread.
 */
public final class RequestRecordDraft {

    private final String id;
    public String requestedModel = PolicyName.AUTO;
    public String client = "";
    public boolean streaming;
    public @Nullable AnsweredBy by;
    public Usage usage = Usage.NONE;
    public Duration duration = Duration.ZERO;
    public @Nullable Duration firstToken;
    public @Nullable Problem problem;
    public String dialect = ChatRequest.CHAT;
    public String reason = "";
    public String key = "";
    public String operation = ChatRequest.CHAT;
    public Trace trace = Trace.NONE;

    public RequestRecordDraft(String id) {
        this.id = id;
    }

    public RequestRecord record() {
        return new RequestRecord(
                id,
                requestedModel,
                client,
                streaming,
                by,
                usage,
                duration,
                firstToken,
                problem,
                dialect,
                reason,
                key,
                operation,
                trace);
    }
}
