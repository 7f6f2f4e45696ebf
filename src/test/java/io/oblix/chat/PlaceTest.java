package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceTest {

    @ParameterizedTest
    @CsvSource({
        "http://gpu_box:11434, gpu_box:11434",
        "https://[::1]:11434/ollama, [::1]:11434",
        "https://bob:hunter2@box/v1?key=a@b, box",
        "http://bob:p@ss@box:1, box:1"
    })
    void theAuthorityHasNoSecret(String baseUrl, String authority) {
        assertThat(new Place(new ModelName("ollama", "m"), baseUrl).authority()).isEqualTo(authority);
    }
}
