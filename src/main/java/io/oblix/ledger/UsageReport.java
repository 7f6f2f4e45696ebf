package io.oblix.ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Charge;
import io.oblix.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * Who used what, what it cost and what it saved.
 *
 * @param since the beginning of the hour or day that the sums begin with
 * @param rows the dearest first; days in their order
 * @param unpriced models without a price, which count as costing nothing
 * @param waiting calls and requests that are not in the sums, because the ledger cannot be written yet
 */
public record UsageReport(String by, Instant since, Instant until, List<Row> rows, List<String> unpriced, int waiting) {

    private static final int DECIMALS = 6;
    private static final String COLUMNS = "name,requests,failed,input_tokens,output_tokens,cached_tokens,"
            + "reasoning_tokens,cost_usd,saved_usd,wasted_tokens,wasted_usd,cloud_bytes";

    /** The sums of one name. */
    record Row(String name, Totals totals) {}

    UsageReport missing(int entries) {
        return new UsageReport(by, since, until, rows, unpriced, entries);
    }

    Totals total() {
        return rows.stream().map(Row::totals).reduce(Totals.NONE, Totals::plus);
    }

    /** The form of {@code GET /v1/usage}. */
    public ObjectNode json() {
        ObjectNode json =
                Json.object().put("by", by).put("since", since.toString()).put("until", until.toString());
        ArrayNode array = json.putArray("rows");
        rows.forEach(row -> put(array.addObject().put("name", row.name()), row.totals()));
        put(json.putObject("total"), total());
        if (!unpriced.isEmpty()) {
            unpriced.forEach(json.putArray("unpriced")::add);
        }
        if (waiting > 0) {
            json.put("waiting", waiting);
        }
        return json;
    }

    private static void put(ObjectNode json, Totals totals) {
        json.put("requests", totals.requests())
                .put("failed", totals.failed())
                .put("input_tokens", totals.inputTokens())
                .put("output_tokens", totals.outputTokens())
                .put("cached_tokens", totals.cachedTokens())
                .put("reasoning_tokens", totals.reasoningTokens())
                .put("cost_usd", usd(totals.microUsd()))
                .put("saved_usd", usd(totals.savedMicroUsd()))
                .put("wasted_tokens", totals.wastedTokens())
                .put("wasted_usd", usd(totals.wastedMicroUsd()))
                .put("cloud_bytes", totals.cloudBytes());
    }

    private static BigDecimal usd(long microUsd) {
        return BigDecimal.valueOf(microUsd, DECIMALS);
    }

    /** A line for each name, below the names of the columns. */
    public String csv() {
        StringBuilder csv = new StringBuilder(COLUMNS).append("\r\n");
        for (Row row : rows) {
            Totals totals = row.totals();
            csv.append(quoted(row.name()))
                    .append(',')
                    .append(totals.requests())
                    .append(',')
                    .append(totals.failed())
                    .append(',')
                    .append(totals.inputTokens())
                    .append(',')
                    .append(totals.outputTokens())
                    .append(',')
                    .append(totals.cachedTokens())
                    .append(',')
                    .append(totals.reasoningTokens())
                    .append(',')
                    .append(Charge.usd(totals.microUsd()))
                    .append(',')
                    .append(Charge.usd(totals.savedMicroUsd()))
                    .append(',')
                    .append(totals.wastedTokens())
                    .append(',')
                    .append(Charge.usd(totals.wastedMicroUsd()))
                    .append(',')
                    .append(totals.cloudBytes())
                    .append("\r\n");
        }
        return csv.toString();
    }

    /** Spreadsheets would run a name that begins like a formula. */
    private static String quoted(String name) {
        String plain = name.matches("(?s)[=+@\\-].*") ? "'" + name : name;
        return plain.matches("[^\",\\r\\n]*") ? plain : '"' + plain.replace("\"", "\"\"") + '"';
    }

    /** For people, with a line for all at the end. */
    public String table() {
        StringBuilder table = new StringBuilder(String.format(
                "%-32s %9s %7s %11s %11s %12s %12s%n", by, "requests", "failed", "in", "out", "cost", "saved"));
        rows.forEach(row -> line(table, row.name(), row.totals()));
        line(table, "all", total());
        Totals total = total();
        if (total.wastedTokens() > 0) {
            table.append(String.format(
                    "%nOf failed calls and discarded answers: %d tokens, $%s.%n",
                    total.wastedTokens(), Charge.usd(total.wastedMicroUsd())));
        }
        if (!unpriced.isEmpty()) {
            table.append(String.format("%nWithout a known price, counted as $0: %s.%n", String.join(", ", unpriced)));
        }
        return table.toString();
    }

    private static void line(StringBuilder table, String name, Totals totals) {
        table.append(String.format(
                "%-32s %9d %7d %11d %11d %12s %12s%n",
                name,
                totals.requests(),
                totals.failed(),
                totals.inputTokens(),
                totals.outputTokens(),
                "$" + Charge.usd(totals.microUsd()),
                "$" + Charge.usd(totals.savedMicroUsd())));
    }
}
