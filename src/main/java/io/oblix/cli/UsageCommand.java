package io.oblix.cli;

import io.oblix.json.Json;
import io.oblix.ledger.UsageQuery;
import io.oblix.ledger.UsageReader;
import io.oblix.ledger.UsageReport;
import io.oblix.log.Logs;
import io.oblix.problem.RequestProblem;
import io.oblix.settings.StartFailure;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code usage}: the sums of the ledger. It reads the ledger itself, so that it works while the server is stopped, too, and
 * needs no key; what ended in the last second may be missing.
 */
@Command(name = "usage", description = "Shows requests, tokens, and dollars spent and saved, from the ledger.")
final class UsageCommand implements Callable<Integer> {

    @Option(
            names = "--by",
            paramLabel = "key|model|day|client",
            description = "What the sums are made by (default: model).")
    private @Nullable String by;

    @Option(
            names = "--since",
            paramLabel = "<when>",
            description = "A span such as 24h or 7d, or a date such as 2026-01-31 (default: 7d).")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "<when>", description = "Likewise; a date belongs to it (default: now).")
    private @Nullable String until;

    @ArgGroup
    private @Nullable Form form;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final PrintStream out = System.out;

    /** How it is written; as a table without either. */
    static final class Form {
        @Option(names = "--json", description = "As JSON, in the form of GET /v1/usage.")
        private boolean json;

        @Option(names = "--csv", description = "As CSV.")
        private boolean csv;
    }

    @Override
    public Integer call() throws Exception {
        Logs.silence();
        UsageQuery query;
        try {
            query = UsageQuery.of(by, since, until, null, Instant.now());
        } catch (RequestProblem wrong) {
            throw StartFailure.settings(wrong.text());
        }
        UsageReport report = UsageReader.read(options.read().ledger(), query);
        if (form != null && form.json) {
            out.println(new String(Json.bytes(report.json()), StandardCharsets.UTF_8));
        } else if (form != null && form.csv) {
            out.print(report.csv());
        } else {
            out.print(report.table());
        }
        return 0;
    }
}
