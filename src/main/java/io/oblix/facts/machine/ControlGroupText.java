package io.oblix.facts.machine;

/** Parses the files of Linux control groups, versions 1 and 2. Text that cannot be parsed means no limit. */
final class ControlGroupText {

    /** Version 1 writes "no limit" as a number close to the largest. */
    private static final long NO_LIMIT_BYTES = 1L << 60;

    private ControlGroupText() {}

    /** {@code cpu.max}: {@code "200000 100000"} is two cores, {@code "max 100000"} no limit. */
    static double cores(String cpuMax) {
        int space = cpuMax.indexOf(' ');
        return space < 0 ? Double.POSITIVE_INFINITY : cores(cpuMax.substring(0, space), cpuMax.substring(space + 1));
    }

    /** {@code cpu.cfs_quota_us} and {@code cpu.cfs_period_us}; a quota of -1 is no limit. */
    static double cores(String quota, String period) {
        long allowed = number(quota, -1);
        long each = number(period, -1);
        return allowed > 0 && each > 0 ? (double) allowed / each : Double.POSITIVE_INFINITY;
    }

    /** {@code memory.max} and {@code memory.limit_in_bytes}. */
    static long limitBytes(String limit) {
        long bytes = number(limit, Long.MAX_VALUE);
        return bytes <= 0 || bytes >= NO_LIMIT_BYTES ? Long.MAX_VALUE : bytes;
    }

    /** The value in a line {@code name value} of a file such as {@code memory.stat}; 0 without one. */
    static long entry(String stat, String name) {
        int at = stat.startsWith(name + " ") ? 0 : stat.indexOf("\n" + name + " ") + 1;
        if (at == 0 && !stat.startsWith(name + " ")) {
            return 0;
        }
        int end = stat.indexOf('\n', at);
        return number(stat.substring(at + name.length(), end < 0 ? stat.length() : end), 0);
    }

    static long number(String text, long otherwise) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }
}
