package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.budget.Budgets;
import io.oblix.budget.Outcome;
import io.oblix.budget.Reservation;
import io.oblix.budget.Shortage;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.key.Budget.WhenSpent;
import io.oblix.key.Key;
import io.oblix.policy.Funds;
import io.oblix.problem.BudgetExceeded;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.settings.Price;
import io.oblix.settings.Prices;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What calls may cost, against the budgets that hold for the request: looked at by policies, and reserved by the stack. */
public final class Spending implements Funds {

    private static final Logger LOG = LoggerFactory.getLogger(Spending.class);

    /** For a lease that is on its way, or for calls that are about to end. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int MOST_UNPRICED = 100;

    private final Budgets budgets;
    private final Prices prices;
    private final Providers providers;
    private final Set<String> unpriced = ConcurrentHashMap.newKeySet();

    public Spending(Budgets budgets, Prices prices, Providers providers) {
        this.budgets = budgets;
        this.prices = prices;
        this.providers = providers;
    }

    /** Models of the cloud that were asked under a budget although nothing is known of their price; at most 100. */
    public Set<String> unpriced() {
        return new TreeSet<>(unpriced);
    }

    @Override
    public @Nullable Lack lack(ChatRequest request, Facts facts, Side side, @Nullable String named) {
        Key key = request.key();
        ModelName model = named == null ? providers.model(side) : providers.resolve(named);
        Provider provider = model == null ? null : providers.get(model.provider());
        Price price = model == null ? null : prices.of(model);
        if (model == null || provider == null || price == null || !budgets.isLimited(key.budget())) {
            return null;
        }
        CallCost cost =
                CallCost.of(price, provider, model, request, facts.request().promptTokens(), true);
        long least = cost.least();
        Shortage shortage = least == 0 ? null : budgets.lacks(key.name(), key.budget(), least);
        if (shortage == null || shortage.cause() == Shortage.Cause.UNKNOWN) {
            return null;
        }
        boolean refuse = refuses(shortage);
        // What is reserved may be free by the time of the call, which waits a little for it.
        return refuse && shortage.mayPass() ? null : new Lack(refuse, exceeded(shortage));
    }

    private static boolean refuses(Shortage shortage) {
        return shortage.whenSpent() == WhenSpent.REFUSE;
    }

    private static BudgetExceeded exceeded(Shortage shortage) {
        return new BudgetExceeded(shortage.text(), shortage.retryAfter());
    }

    /** What a call to this target may cost; null where it costs nothing, or its price is not known. */
    @Nullable CallCost cost(Target target, Question question) {
        Price price = prices.of(target.model());
        Key key = question.request().key();
        if (price == null) {
            if (target.side() == Side.CLOUD && budgets.isLimited(key.budget())) {
                noteUnpriced(target.name());
            }
            return null;
        }
        CallCost cost = CallCost.of(
                price,
                target.provider(),
                target.model(),
                question.request(),
                question.work().promptTokens(),
                budgets.isLimited(key.budget()));
        return cost.most() == 0 ? null : cost;
    }

    private void noteUnpriced(String model) {
        if (unpriced.size() < MOST_UNPRICED && unpriced.add(model)) {
            LOG.warn("{} has no known price, so no budget counts its calls; oblix.prices can set one", model);
        }
    }

    boolean isLimited(Question question) {
        return budgets.isLimited(question.request().key().budget());
    }

    /**
     * Puts aside what a call may cost; waits a moment where that may help.
     *
     * @throws UpstreamProblem when there is too little, and another model may be asked
     * @throws BudgetExceeded when the request is to be refused then
     */
    Reservation reserve(Inquiry inquiry, Target target, Question question, CallCost cost) {
        Key key = question.request().key();
        Outcome outcome = budgets.reserve(key.name(), key.budget(), cost.least(), cost.most(), true);
        if (outcome instanceof Shortage shortage && shortage.mayPass()) {
            outcome = waitFor(inquiry, key, cost);
        }
        if (outcome instanceof Reservation reservation) {
            return reservation;
        }
        Shortage shortage = (Shortage) outcome;
        if (refuses(shortage) && isDecidedFor(target, inquiry)) {
            throw exceeded(shortage);
        }
        boolean unknown = shortage.cause() == Shortage.Cause.UNKNOWN;
        throw new UpstreamProblem(
                unknown ? FailureKind.NOT_KNOWN_YET : FailureKind.BUDGET_SPENT,
                target.name(),
                shortage.text(),
                null,
                shortage.retryAfter());
    }

    /** Whether a policy chose it, and not as what answers in place of another. */
    private static boolean isDecidedFor(Target target, Inquiry inquiry) {
        return !inquiry.isClientsChoice() && inquiry.failures().isEmpty() && inquiry.isDecidedFor(target);
    }

    private Outcome waitFor(Inquiry inquiry, Key key, CallCost cost) {
        long deadline = System.nanoTime() + Math.min(PATIENCE_NANOS, inquiry.leftNanos());
        ChatRequest request = inquiry.question().request();
        while (true) {
            var change = budgets.nextChange();
            long left = deadline - System.nanoTime();
            boolean patient = left > 0;
            Outcome outcome = budgets.reserve(key.name(), key.budget(), cost.least(), cost.most(), patient);
            if (!patient || !(outcome instanceof Shortage shortage && shortage.mayPass())) {
                return outcome;
            }
            request.cancellation().await(change, left);
            if (request.cancellation().isCancelled()) {
                throw new ClientDisconnected();
            }
        }
    }
}
