package io.oblix.upstream;

/** A provider sends more than this server holds in memory for one answer. */
public final class AnswerTooLong extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AnswerTooLong(String what, int limitBytes) {
        super(what + " of more than " + limitBytes + " bytes", null, false, false);
    }
}
