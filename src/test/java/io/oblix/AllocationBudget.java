package io.oblix;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Properties;

/**
 * How many bytes a piece of the hot path may allocate: {@code allocation-budget.properties} beside this class. Unlike
 * time, that is the same on every machine.
 */
public final class AllocationBudget {

    private static final int WARM_UP = 400;
    private static final int BATCHES = 10;
    private static final int PER_BATCH = 40;

    private AllocationBudget() {}

    /**
     * Fails when a run of the work allocates more than its budget.
     *
     * @param name of the budget
     * @param operations in a run of the work
     */
    public static void check(String name, int operations, Runnable work) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UP; i++) {
            work.run();
        }
        long least = Long.MAX_VALUE;
        for (int batch = 0; batch < BATCHES; batch++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < PER_BATCH; i++) {
                work.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        long bytes = least / PER_BATCH / operations;
        System.out.println("allocated, " + name + ": " + bytes + " bytes");
        assertThat(bytes)
                .as("bytes allocated by %s; a higher budget needs a reason", name)
                .isBetween(1L, budget(name));
    }

    private static long budget(String name) throws IOException {
        Properties budgets = new Properties();
        try (InputStream in = AllocationBudget.class.getResourceAsStream("allocation-budget.properties")) {
            budgets.load(in);
        }
        return Long.parseLong(budgets.getProperty(name).strip());
    }
}
