package io.oblix.chat;

/**
 * Receives the record of each request when it is over. Beans of this type in Camel's registry are used, too. Called on the
 * request's thread: it must not block.
 */
@FunctionalInterface
public interface RequestListener {

    void ended(RequestRecord request);
}
