package io.oblix.budget;

import io.oblix.key.Budget.WhenSpent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who pays for a call: all callers together, and the key where there is one.
 *
 * @param limited the purses that have a limit
 */
record Payers(Account all, @Nullable Account own, List<Purse> limited) {

    static Payers of(Account all, @Nullable Account own) {
        List<Purse> limited = new ArrayList<>(4);
        all.addLimited(limited);
        if (own != null) {
            own.addLimited(limited);
        }
        return new Payers(all, own, limited);
    }

    void reserve(long microUsd) {
        all.reserve(microUsd);
        if (own != null) {
            own.reserve(microUsd);
        }
    }

    void release(long microUsd) {
        all.release(microUsd);
        if (own != null) {
            own.release(microUsd);
        }
    }

    /** @param warned is added the limits of which most is spent since then */
    void spend(long microUsd, List<Standing> warned) {
        all.spend(microUsd);
        all.addNearlySpent(warned);
        if (own != null) {
            own.spend(microUsd);
            own.addNearlySpent(warned);
        }
    }

    /** The purse of which the least is left, of equal ones a stricter one; null where nothing is limited. */
    @Nullable Purse least() {
        Purse least = null;
        for (Purse purse : limited) {
            if (least == null
                    || purse.left() < least.left()
                    || (purse.left() == least.left() && purse.whenSpent() == WhenSpent.REFUSE)) {
                least = purse;
            }
        }
        return least;
    }

    /** The least that is left for new calls, as far as it is known here. */
    long left() {
        Purse least = least();
        return least == null ? Purse.ENDLESS : least.left();
    }

    /** The least that may be reserved at this moment. */
    long free() {
        long free = Purse.ENDLESS;
        for (Purse purse : limited) {
            free = Math.min(free, purse.free());
        }
        return free;
    }

    /** Whether those that have less than is wanted may be granted more. */
    boolean mayGrow(long wanted) {
        for (Purse purse : limited) {
            if (purse.free() < wanted && purse.mayGrow()) {
                return true;
            }
        }
        return false;
    }
}
