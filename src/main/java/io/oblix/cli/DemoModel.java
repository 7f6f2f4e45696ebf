package io.oblix.cli;

import io.oblix.chat.Side;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedRequest;
import io.oblix.simulator.SimulatedToolCall;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What the demo's models say: that it is a simulation, what was decided and why; or a call of a tool, if the question asks for
 * that. One that is asked for the rest of an answer which broke off goes on with it, as real models do.
 */
record DemoModel(Side side, DemoDecisions decisions) implements Function<SimulatedRequest, SimulatedAnswer> {

    private static final int LONGEST_QUOTE = 200;

    /** Of the begun answer, in characters; the server takes the place of a rest from them. */
    private static final int RUN_UP = 24;

    private static final double SURE = -0.1;
    private static final double UNSURE = -3.0;

    @Override
    public SimulatedAnswer apply(SimulatedRequest request) {
        List<SimulatedToolCall> calls = SimulatedToolCall.askedBy(request);
        int promptTokens = 20 + request.question().length() / 4;
        SimulatedAnswer answer = calls.isEmpty()
                ? SimulatedAnswer.of(text(request), promptTokens)
                : SimulatedAnswer.calling(calls, promptTokens);
        boolean guesses = request.question().toLowerCase(Locale.ROOT).contains("guess");
        return side == Side.LOCAL ? answer.sure(guesses ? UNSURE : SURE) : answer;
    }

    private String text(SimulatedRequest request) {
        String begun = request.lastAnswer();
        if (!begun.isEmpty()) {
            SimulatedRequest asked = request.withoutLastTurns(2);
            for (Side beginner : Side.values()) {
                String whole = text(beginner, asked);
                if (whole.startsWith(begun) && whole.length() > begun.length()) {
                    return whole.substring(begun.lastIndexOf(' ', begun.length() - RUN_UP) + 1);
                }
            }
        }
        return text(side, request);
    }

    private String text(Side answering, SimulatedRequest request) {
        String result = SimulatedToolCall.resultIn(request);
        String decision = decisions.of(request.headers().getOrDefault("x-client-request-id", ""));
        String shown = shortened(request.question()) + "\""
                + (result == null ? "" : ". The tool said: \"" + shortened(result) + "\"");
        return "This is a simulation: the simulated " + answering.word()
                + " model answers, and no real model was asked. " + decision + " You asked: \"" + shown
                + ". With real models, this server forwards your question and returns the answer in the same way.";
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
    }
}
