package io.oblix.ask.attempt;

import io.oblix.chat.AnswerEvent;
import java.util.Map;

/** Follows one call upstream to its end, for a trace. For the thread of the call; must not block. */
public interface CallSpan {

    /** Headers that go upstream with the call; empty where it must not know the trace. */
    Map<String, String> headers();

    /** A piece of the answer has come. */
    void said(AnswerEvent event);

    /** The call has ended, well or not. */
    void ended(AttemptRecord attempt);
}
