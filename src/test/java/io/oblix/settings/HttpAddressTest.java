package io.oblix.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ollama_gpu:11434",
                "http://my_stack_llm-proxy.internal/v1",
                "https://_x:1",
                "HTTP://Box",
                "http://[::1]:11434/v1",
                "http://[fe80::1%eth0]:80",
                "http://10.0.0.1/"
            })
    void namesThatDnsOfContainersResolvesAreTaken(String address) {
        assertThat(HttpAddress.fault(address)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "box:80, it begins with http:// or https://",
        "ftp://box, it begins with http:// or https://",
        "http://, it has no host",
        "http:///v1, it has no host",
        "http://::1:80, an IPv6 address stands in brackets",
        "http://[1:::2]/, what stands in brackets is no IPv6 address",
        "http://box:0, the port is a number from 1 to 65535",
        "http://box:65536, the port is a number from 1 to 65535",
        "http://box:port, it has a part that cannot be used",
        "http://bob:hunter2@box, it has a part that cannot be used",
        "http://box?key=1, it has a part that cannot be used",
        "http://a box, it has a part that cannot be used",
        "http://-._, it has a part that cannot be used"
    })
    void whatCannotWorkIsNamed(String address, String fault) {
        assertThat(HttpAddress.fault(address)).contains(fault).doesNotContain("hunter2");
    }
}
