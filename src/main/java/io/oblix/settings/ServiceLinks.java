package io.oblix.settings;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The variables by which Kubernetes tells each pod of the services beside it, and Docker of linked containers: for a
 * service named oblix, {@code OBLIX_PORT=tcp://10.96.12.7:62549}, {@code OBLIX_SERVICE_HOST} and their like. They look like
 * settings and are none.
 */
final class ServiceLinks {

    private static final Pattern NAME = Pattern.compile(
            "OBLIX_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_START|_END)?(_(PROTO|PORT|ADDR))?"
                    + "|ENV_\\w+)");
    private static final Pattern PORT = Pattern.compile("OBLIX_(\\w+_)?PORT(_\\d+_(TCP|UDP|SCTP)_(START|END))?");
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    /** {@code OBLIX_NAME=/web/oblix}: Docker's names begin with a slash. */
    private static final String LINK_NAME = "OBLIX_NAME";

    private ServiceLinks() {}

    /** Whether a variable that may also be a setting holds an address as only such a link does. */
    static boolean isAddress(String variable, String value) {
        return PORT.matcher(variable).matches() && ADDRESS.matcher(value).matches();
    }

    /** Whether a variable that is no setting is one of theirs. */
    static boolean isName(String variable, String value) {
        return NAME.matcher(variable).matches() || (variable.equals(LINK_NAME) && value.startsWith("/"));
    }

    /** @param variables at least one */
    static String warning(List<String> variables) {
        return String.join(", ", variables) + (variables.size() == 1 ? " describes" : " describe")
                + " a service of Kubernetes or a linked container, not this server, and"
                + (variables.size() == 1 ? " is" : " are") + " ignored.";
    }
}
