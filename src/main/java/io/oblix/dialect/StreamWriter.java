package io.oblix.dialect;

import io.oblix.chat.AnswerEvent;

/** Turns the events of one answer into the bytes of a stream. It only writes, and never waits. */
public interface StreamWriter {

    void write(AnswerEvent event);

    /** The answer was complete. */
    void end();
}
