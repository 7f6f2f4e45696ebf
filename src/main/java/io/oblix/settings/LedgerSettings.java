package io.oblix.settings;

import java.time.Duration;

/**
 * Where usage is kept.
 *
 * @param url of JDBC; it may hold a password. {@link #OFF} for no ledger
 * @param retention of single calls, 1 d to 3650 d; sums by day are kept
 */
public record LedgerSettings(String url, Duration retention) {

    public static final String OFF = "off";

    static LedgerSettings of(SettingsReader read) throws StartFailure {
        return new LedgerSettings(read.required("oblix.ledger.url"), read.days("oblix.ledger.retention", 1, 3_650));
    }

    public boolean isOff() {
        return url.equals(OFF);
    }

    /** Without the address, which may hold a password. */
    @Override
    public String toString() {
        return "LedgerSettings[" + retention + "]";
    }
}
