package io.oblix.policy;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.policy.file.PolicyRules;
import java.util.regex.Pattern;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/** One {@code decide:} step with its options; see {@link DecideComponent}. */
public final class DecideEndpoint extends DefaultEndpoint {

    private static final Pattern PHRASE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_REASON_LENGTH = 64;

    /**
     * What a run of a policy leaves behind: who should answer, before the promises are looked at.
     *
     * @param rule the place among {@link Policy#rules} of the rule that decided
     */
    public record Verdict(
            @Nullable Side target,
            @Nullable Side fallback,
            @Nullable String model,
            String reason,
            boolean warm,
            int rule) {
        public boolean isRejection() {
            return target == null;
        }
    }

    private final String choice;
    private String fallback = "none";
    private @Nullable String model;
    private String reason = "";
    private boolean warm;
    private int rule;
    private @Nullable Verdict verdict;

    DecideEndpoint(String uri, Component component, String choice) {
        super(uri, component);
        this.choice = choice;
    }

    public void setFallback(String fallback) {
        this.fallback = fallback;
    }

    public void setModel(String model) {
        this.model = model;
    }

    public void setReason(String reason) {
        this.reason = reason;
    }

    public void setWarm(boolean warm) {
        this.warm = warm;
    }

    /** Set by {@link PolicyRules}, not by a file. */
    public void setRule(int rule) {
        this.rule = rule;
    }

    public Verdict verdict() {
        if (verdict == null) {
            throw new IllegalStateException("not checked yet: " + getEndpointUri());
        }
        return verdict;
    }

    /** @throws IllegalArgumentException with a sentence for whoever wrote the policy */
    void check() {
        Side target = choice.equals("reject") ? null : side("decide:" + choice, choice);
        Side other = fallback.equals("none") ? null : side("fallback=" + fallback, fallback);
        if (!PHRASE.matcher(reason).matches() || reason.length() > MAX_REASON_LENGTH) {
            throw new IllegalArgumentException("decide:" + choice + " needs a reason in lower-case-with-dashes, such as"
                    + " reason=local-is-enough" + (reason.isEmpty() ? "" : ", not '" + reason + "'"));
        }
        if (model != null && ModelName.parse(model) == null) {
            throw new IllegalArgumentException("model=" + model + " is not of the form provider:name");
        }
        verdict = new Verdict(target, other == target ? null : other, model, reason, warm, rule);
    }

    private static Side side(String where, String word) {
        for (Side side : Side.values()) {
            if (side.word().equals(word)) {
                return side;
            }
        }
        throw new IllegalArgumentException(where + " is unknown; a policy decides for local, cloud or reject, and falls"
                + " back to local, cloud or none");
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                if (exchange.getProperty(Policy.VERDICT) == null) {
                    exchange.setProperty(Policy.VERDICT, verdict);
                }
                exchange.setRouteStop(true);
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("decide: is a step of a policy; nothing comes from it");
    }
}
