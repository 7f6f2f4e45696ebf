package io.oblix.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginRoutesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "key=obx_abc obx_abc",
                "a=b&key=obx%5Fabc obx_abc",
                "key=+obx_abc+&x= obx_abc",
                "key=%zz ''",
                "monkey=obx_abc ''",
                "key= ''",
                "nothing ''"
            })
    void theKeyIsAFieldOfTheForm(String form, String key) {
        assertThat(LoginRoutes.key(form.getBytes(StandardCharsets.UTF_8))).isEqualTo(key);
    }
}
