package io.oblix.telemetry;

import io.micrometer.core.instrument.Tags;
import io.oblix.ask.attempt.HedgeOutcome;
import io.oblix.ask.attempt.RescueOutcome;
import java.util.Locale;

/** What happens to few requests, counted by a few fixed words: rescues, hedges, escalations, hooks. */
record EventMeters(Meters meters) {

    void count(RescueOutcome outcome) {
        count(
                "oblix.rescues",
                "Streams that broke after the client had received a part, by outcome",
                Tags.of("outcome", outcome.name().toLowerCase(Locale.ROOT)));
    }

    void count(HedgeOutcome outcome) {
        count(
                "oblix.hedges",
                "Requests whose target was late, so that the fallback was asked as well, by outcome",
                Tags.of("outcome", outcome.label()));
    }

    void escalation(String why) {
        count(
                "oblix.escalations",
                "Local answers that were held back for the fallback to answer, by what was wrong with them",
                Tags.of("reason", why));
    }

    void hook(String hook, String outcome) {
        count(
                "oblix.extension.events",
                "Requests that a hook rejected or failed on, and reports after answers that were dropped",
                Tags.of("hook", hook, "outcome", outcome));
    }

    private void count(String name, String description, Tags tags) {
        meters.counter(name, description, tags).increment();
    }
}
