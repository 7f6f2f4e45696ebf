package io.oblix.problem;

/** The client closed the connection: there is nothing to answer, and no provider is at fault. */
public final class ClientDisconnected extends Problem {

    private static final long serialVersionUID = 1L;

    public ClientDisconnected() {
        super("The client closed the connection.", null);
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
