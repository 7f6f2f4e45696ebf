package io.oblix.problem;

/** The client closed the connection: there is nothing to answer, and no provider is at fault. */
public final class ClientDisconnected extends Problem {

    private static final long serialVersionUID = 1L;

    /** The status is the one that nginx logs for it; it is never sent. */
    public ClientDisconnected() {
        super(499, "caller_left", "caller_left", null, null, "The client closed the connection.", null);
    }
}
