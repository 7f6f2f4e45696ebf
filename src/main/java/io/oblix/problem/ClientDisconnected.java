package io.oblix.problem;

/** The caller closed the connection: nobody is left to answer, and nobody upstream is to blame. */
public final class ClientDisconnected extends Problem {

    private static final long serialVersionUID = 1L;

    public ClientDisconnected() {
        super("The caller closed the connection.", null);
    }

    /** The status that nginx logs for it; it is never sent. */
    @Override
    public int status() {
        return 499;
    }

    @Override
    public String type() {
        return "caller_left";
    }

    @Override
    public String code() {
        return "caller_left";
    }
}
