package io.oblix.facts.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudCheckTest {

    @ParameterizedTest
    @CsvSource({
        "401, application/json, true",
        "401, , true",
        "200, application/json; charset=utf-8, true",
        "404, application/json, true",
        "405, text/html, true",
        "404, text/html; charset=utf-8, true",
        "429, application/json, true",
        "500, application/json, true",
        "503, , true",
        "200, text/html, false",
        "200, TEXT/HTML; charset=utf-8, false",
        "301, , false",
        "302, text/html, false",
        "307, application/json, false",
        "403, text/html, false",
        "407, , false",
        "503, text/html, false",
        "511, text/html, false",
        "511, , false"
    })
    void anAnswerOfAPortalOrProxyDoesNotCount(int status, @Nullable String contentType, boolean answer) {
        assertThat(new CloudCheck.Answer(status, contentType == null ? "" : contentType).isOfTheProvider())
                .isEqualTo(answer);
    }
}
