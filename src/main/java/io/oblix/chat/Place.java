package io.oblix.chat;

/**
 * A model at one address: what a call goes to, and what has a breaker, a speed and a queue of its own. The same name at
 * another address may be another model.
 *
 * @param baseUrl one of its provider's addresses, without a slash at its end
 */
public record Place(ModelName model, String baseUrl) {

    /** Host and port as the address has them; never a user or a password. */
    public String authority() {
        int scheme = baseUrl.indexOf("://");
        String rest = scheme < 0 ? baseUrl : baseUrl.substring(scheme + "://".length());
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return rest.substring(rest.lastIndexOf('@', end) + 1, end);
    }

    /** The breaker's name in {@code /health} and in the metrics. */
    @Override
    public String toString() {
        return model + " at " + baseUrl;
    }
}
