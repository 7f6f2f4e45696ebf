package io.oblix.ask.attempt;

import io.oblix.chat.Charge;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.problem.Problem;
import io.oblix.provider.Ability;
import io.oblix.provider.Work;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AttemptRecord} while it is put together, each part under its name; what they mean stands there. What is not set
 * is that of a call that belongs to no request, costs nothing and shows nothing. Used once, on one thread.
 */
public final class AttemptRecordDraft {

    private final Place place;
    private final Side side;
    public Work work = Work.NONE;
    public Usage usage = Usage.NONE;
    public Duration duration = Duration.ZERO;
    public @Nullable Duration firstToken;
    public Observed observed = Observed.incomplete(-1);
    public @Nullable Problem problem;
    public @Nullable Ability lacking;
    public Origin origin = Origin.NONE;
    public Charge charge = Charge.NONE;
    public long cloudBytes;
    public Reply reply = Reply.NONE;

    public AttemptRecordDraft(Place place, Side side) {
        this.place = place;
        this.side = side;
    }

    public AttemptRecord record() {
        return new AttemptRecord(
                place,
                side,
                work,
                usage,
                duration,
                firstToken,
                observed,
                problem,
                lacking,
                origin,
                charge,
                cloudBytes,
                reply);
    }
}
