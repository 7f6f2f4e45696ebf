package io.oblix.facts;

/**
 * The facts of one model while they are put together, each under its name; what they mean stands in {@link LocalFacts}
 * and {@link CloudFacts}. Used once, on one thread.
 */
public final class ModelDraft {

    public String model = "";
    public boolean available;
    public int contextTokens;
    public boolean vision;
    public boolean tools;
    public boolean thinking;
    public double parameterBillions = -1;
    public boolean loaded;
    public boolean remote;
    public int inFlight;
    public long waitMillis;
    public long answerMillis;
    public long slowerByMillis;
    public double costUsd = -1;
    public double readTokensPerSecond = -1;
    public double writeTokensPerSecond = -1;
    public double recentConfidence = -1;

    public LocalFacts local() {
        return new LocalFacts(
                model,
                available,
                contextTokens,
                vision,
                tools,
                inFlight,
                waitMillis,
                loaded,
                thinking,
                parameterBillions,
                remote,
                answerMillis,
                slowerByMillis,
                readTokensPerSecond,
                writeTokensPerSecond,
                recentConfidence);
    }

    public CloudFacts cloud() {
        return new CloudFacts(
                model,
                available,
                contextTokens,
                vision,
                tools,
                inFlight,
                waitMillis,
                costUsd,
                answerMillis,
                writeTokensPerSecond);
    }
}
