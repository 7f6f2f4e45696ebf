package io.oblix.policy;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.camel.Category;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/**
 * Decide which model answers a request: the step that ends a policy. It calls nothing; the first decision of a run
 * counts. The annotations are what {@code decide.json} in Camel's catalogue says.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "decide",
        title = "Decide",
        syntax = "decide:target",
        category = Category.CORE,
        producerOnly = true,
        remote = false)
public final class DecideEndpoint extends DefaultEndpoint {

    /** The exchange property in which the step leaves its {@link Verdict}. */
    static final String VERDICT = "OblixVerdict";

    private static final Pattern PHRASE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_REASON_LENGTH = 64;

    @UriPath(description = "The side that answers, or reject to refuse the request", enums = "local,cloud,reject")
    @Metadata(required = true)
    private final String target;

    @UriParam(
            description = "Why, in lower-case-with-dashes: shown in headers, logs and metrics",
            javaType = "java.lang.String")
    @Metadata(required = true)
    private String reason = "";

    @UriParam(
            description = "The side that answers when the target does not",
            enums = "local,cloud,none",
            defaultValue = "none")
    private String fallback = "none";

    @UriParam(description = "Another model than the side's configured one, as provider:name")
    private @Nullable String model;

    @UriParam(description = "Load the local model while the cloud answers", defaultValue = "false")
    private boolean warm;

    @UriParam(
            description = "The share, 0 to 1, of the least confident local answers that the fallback answers instead",
            defaultValue = "0")
    private String escalate = "0";

    @UriParam(
            description = "Ask the fallback as well when the target has sent no content after this time, such as 3s, or"
                    + " after this multiple of the expected wait, such as 3x")
    private @Nullable String hedge;

    @UriParam(
            description =
                    "Leave a conversation with the model that it has, unless the question's rank is clear of the bound",
            defaultValue = "false")
    private boolean sticky;

    private int rule;
    private @Nullable Verdict verdict;

    DecideEndpoint(String uri, Component component, String target) {
        super(uri, component);
        this.target = target;
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

    public void setEscalate(String escalate) {
        this.escalate = escalate;
    }

    public void setHedge(String hedge) {
        this.hedge = hedge;
    }

    public void setSticky(boolean sticky) {
        this.sticky = sticky;
    }

    /** Not an option of a policy file: it is set when the file is loaded. */
    public void setRule(int rule) {
        this.rule = rule;
    }

    public Verdict verdict() {
        if (verdict == null) {
            throw new IllegalStateException("not checked yet: " + getEndpointUri());
        }
        return verdict;
    }

    /** The first verdict of a route that may copy its exchange, as a recipient list does: the copies share this. */
    public static final class FirstVerdict {

        private final AtomicReference<Verdict> verdict = new AtomicReference<>();

        private FirstVerdict() {}

        /** Has the {@code decide:} steps of an exchange and of its copies leave their verdict here. */
        public static FirstVerdict of(Exchange exchange) {
            FirstVerdict first = new FirstVerdict();
            exchange.setProperty(VERDICT, first);
            return first;
        }

        public @Nullable Verdict get() {
            return verdict.get();
        }
    }

    /** @throws IllegalArgumentException with a message for the author of the policy */
    void check() {
        Side side = target.equals("reject") ? null : side("decide:" + target, target);
        Side other = fallback.equals("none") ? null : side("fallback=" + fallback, fallback);
        if (!PHRASE.matcher(reason).matches() || reason.length() > MAX_REASON_LENGTH) {
            throw new IllegalArgumentException("decide:" + target + " needs a reason in lower-case-with-dashes, such as"
                    + " reason=local-is-enough" + (reason.isEmpty() ? "" : ", not '" + reason + "'"));
        }
        if (model != null && ModelName.parse(model) == null) {
            throw new IllegalArgumentException("model=" + model + " is not of the form provider:name");
        }
        Side second = other == side ? null : other;
        verdict = new Verdict(side, second, model, reason, warm, takeover(side, second), sticky, rule);
    }

    private Takeover takeover(@Nullable Side side, @Nullable Side second) {
        Takeover takeover = Takeover.parse(escalate, hedge);
        if (takeover.escalate() > 0 && (side != Side.LOCAL || second == null)) {
            throw new IllegalArgumentException("escalate=" + escalate + " judges local answers, and needs a model that"
                    + " answers instead: decide:local?fallback=cloud&escalate=" + escalate);
        }
        if (takeover.hedge() != null && (side == null || second == null)) {
            throw new IllegalArgumentException("hedge=" + hedge + " needs a fallback that can be asked as well, such as"
                    + " decide:local?fallback=cloud&hedge=" + hedge);
        }
        return takeover;
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
    public boolean isRemote() {
        return false;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                Object kept = exchange.getProperty(VERDICT);
                if (kept instanceof FirstVerdict first) {
                    first.verdict.compareAndSet(null, verdict);
                } else if (kept == null) {
                    exchange.setProperty(VERDICT, verdict);
                }
                exchange.setRouteStop(true);
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("decide: is a step of a policy; no route can start from it");
    }
}
