package io.oblix.dialect;

import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompleteAnswer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * An answer without content, for requests that ask for nothing that a model would have to say.
 *
 * @param asksNothing which requests those are
 * @param reason in the headers of the answer
 * @param finish how the answer ends, as in {@link AnswerEvent.Finish}
 */
public record AtOnce(Predicate<ChatRequest> asksNothing, String reason, String finish) {

    boolean suits(ChatRequest request) {
        return asksNothing.test(request);
    }

    Answer answer(ChatRequest request) {
        String model = request.model();
        AnsweredBy noCall = new AnsweredBy("none", "", "none", model, "", "", reason, false, 0, List.of(), Map.of());
        return new CompleteAnswer(noCall, model, new ArrayDeque<>(List.of(new AnswerEvent.Finish(finish))));
    }
}
