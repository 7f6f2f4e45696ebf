package io.oblix.ledger;

import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.AttemptRecordDraft;
import io.oblix.ask.attempt.Origin;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Bill;
import io.oblix.chat.Charge;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.RequestRecordDraft;
import io.oblix.chat.Side;
import io.oblix.chat.Trace;
import io.oblix.chat.Usage;
import io.oblix.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls and requests as they would have ended. */
final class Usages {

    static final String MODEL = "openai:gpt-4o-mini";

    private Usages() {}

    static AttemptRecord call(String key, Charge charge, @Nullable Problem problem) {
        return callOf("gpt-4o-mini", key, charge, problem);
    }

    static AttemptRecord callOf(String name, String key, Charge charge, @Nullable Problem problem) {
        return draft("req_1", name, key, charge, problem).record();
    }

    /** Of this request. */
    static AttemptRecord callFor(String requestId, String key) {
        return draft(requestId, "gpt-4o-mini", key, Charge.NONE, null).record();
    }

    private static AttemptRecordDraft draft(
            String requestId, String name, String key, Charge charge, @Nullable Problem problem) {
        ModelName model = new ModelName("openai", name);
        AttemptRecordDraft draft = new AttemptRecordDraft(new Place(model, "http://127.0.0.1:1"), Side.CLOUD);
        draft.usage = charge.usage();
        draft.duration = Duration.ofMillis(40);
        draft.firstToken = Duration.ofMillis(15);
        draft.problem = problem;
        draft.origin = new Origin(
                requestId, key, "chat", "codex_cli_rs", "auto", "complex-question", ChatRequest.CHAT, "", Trace.NONE);
        draft.charge = charge;
        return draft;
    }

    /** An answer of 10 tokens to a prompt of 100, of which 40 were cached. */
    static AttemptRecord call(String key) {
        return call(key, new Charge(new Usage(100, 10, 40, 0, 3), 21, true, 4, false), null);
    }

    static RequestRecord request(String key, Usage told, @Nullable Problem problem, Charge... charges) {
        Bill bill = new Bill();
        for (Charge charge : charges) {
            bill.add(charge);
        }
        AnsweredBy by = new AnsweredBy(
                "auto",
                "",
                "cloud",
                MODEL,
                "http://127.0.0.1:1",
                "",
                "complex-question",
                false,
                charges.length,
                List.of(),
                Map.of(),
                bill,
                -1);
        RequestRecordDraft draft = new RequestRecordDraft("req_1");
        draft.client = "codex_cli_rs";
        draft.by = by;
        draft.usage = told;
        draft.duration = Duration.ofMillis(50);
        draft.problem = problem;
        draft.key = key;
        return draft.record();
    }

    /** One call and its request, as they end. */
    static void answer(Ledger ledger, String key) {
        AttemptRecord call = call(key);
        ledger.ended(call);
        ledger.ended(request(key, call.usage(), null, call.charge()));
    }
}
