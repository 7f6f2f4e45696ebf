package io.oblix.facts;

/**
 * The local model, as {@code header.OblixLocal}: how it is, from Ollama's own answers, and what this request may expect
 * of it, from what was learned of its speed. Of several hosts it is the one that would be asked first.
 *
 * @param model {@code ollama:llama3.2:1b}; empty when none is configured
 * @param available whether it would be asked now: its server runs, the model is installed, its breaker is closed
 * @param contextTokens how long a prompt and its answer may be together
 * @param vision whether it can see pictures
 * @param tools whether it can call tools
 * @param inFlight requests that it is answering for us at this moment, or still reads although they were given up
 * @param waitMillis expected until this request's first token: those before it, loading the model, reading the prompt;
 *     0 when none is configured
 * @param loaded whether it is in memory, so that the first token does not wait for the disk
 * @param thinking whether it can think before it answers
 * @param parameterBillions its size, in billions of parameters; -1 where it is not known
 * @param remote whether Ollama has it answered by a machine that is not ours
 * @param answerMillis expected until the end of this request's answer; 0 when none is configured
 * @param slowerByMillis how much later than the cloud's the end of its answer is expected; negative when sooner, 0 when
 *     there is no cloud model, and while its speed is not known and no request is on its way that will show it
 * @param readTokensPerSecond how fast it reads a prompt; what its size and the machine let expect until an answer has
 *     shown it; -1 when none is configured
 * @param writeTokensPerSecond how fast it writes; the same until an answer has shown it
 * @param recentConfidence how sure it was of its last judged answers, as the mean of their ranks among the last ones: 0 to 1,
 *     around 0.5 as a rule; -1 while none was judged
 */
public record LocalFacts(
        String model,
        boolean available,
        int contextTokens,
        boolean vision,
        boolean tools,
        int inFlight,
        long waitMillis,
        boolean loaded,
        boolean thinking,
        double parameterBillions,
        boolean remote,
        long answerMillis,
        long slowerByMillis,
        double readTokensPerSecond,
        double writeTokensPerSecond,
        double recentConfidence) {}
