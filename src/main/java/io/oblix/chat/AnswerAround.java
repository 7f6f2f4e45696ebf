package io.oblix.chat;

/** An answer that passes on another one and changes or watches what comes of it. */
public abstract class AnswerAround implements Answer {

    /** The answer inside; it may change while the answer goes on. */
    protected abstract Answer inside();

    @Override
    public AnsweredBy by() {
        return inside().by();
    }

    @Override
    public String model() {
        return inside().model();
    }

    @Override
    public void close() {
        inside().close();
    }
}
