package io.oblix.facts;

/**
 * Facts of the operator's own, under one more header that policies read: {@code ${header.OblixCalendar.workingHours}}.
 * Beans of this type in Camel's registry are used. A source's facts are of one public record type, whose components are
 * {@code boolean}, {@code int}, {@code long}, {@code double}, {@code String} or an enum, and never null.
 */
public interface FactSource {

    /** The name of the header: {@code OblixCalendar}. It begins with {@code Oblix} and is none of the server's. */
    String header();

    /** Facts of an ordinary moment: policies and examples are tried with them, and they stand in when there are none. */
    Record sample();

    /**
     * The facts of a request, before it is decided. Called on the request's thread: it must not block, so what takes time
     * is measured in the background.
     *
     * @return of the sample's type; for anything else, or an exception, the sample is used
     */
    Record facts(RequestFacts request);
}
