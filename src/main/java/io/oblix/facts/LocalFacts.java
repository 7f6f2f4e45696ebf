package io.oblix.facts;

/**
 * The local model, as {@code header.OblixLocal}, from Ollama's own answers.
 *
 * @param model {@code ollama:llama3.2:1b}; empty when none is configured
 * @param available whether it would be asked now: its server runs, the model is installed, its breaker is closed
 * @param contextTokens how long a prompt and its answer may be together
 * @param vision whether it can see pictures
 * @param tools whether it can call tools
 * @param inFlight requests that it is answering for us at this moment
 * @param loaded whether it is in memory, so that the first token does not wait for the disk
 */
public record LocalFacts(
        String model,
        boolean available,
        int contextTokens,
        boolean vision,
        boolean tools,
        int inFlight,
        boolean loaded) {}
