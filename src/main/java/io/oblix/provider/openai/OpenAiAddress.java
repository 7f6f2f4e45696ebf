package io.oblix.provider.openai;

import java.util.regex.Pattern;

/** Whose server stands at an address, as far as the address tells. */
final class OpenAiAddress {

    private static final Pattern OPENAI = Pattern.compile("https://([^/:]*\\.)?api\\.openai\\.com([/:].*)?");

    private static final Pattern AZURE =
            Pattern.compile("(?i)https://[^/:]+\\.(azure\\.com|azure\\.us|azure\\.cn|azure-api\\.net)([:/].*)?");

    private OpenAiAddress() {}

    /** Whether it is OpenAI itself, in any of its regions, and not another server that speaks its API. */
    static boolean isOpenAi(String baseUrl) {
        return OPENAI.matcher(baseUrl).matches();
    }

    static boolean isAzure(String baseUrl) {
        return AZURE.matcher(baseUrl).matches();
    }
}
