package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads answers recorded from Ollama. */
class OllamaListingTest {

    private static ObjectNode json(String text) {
        ObjectNode json = Json.objectOrNull(text.getBytes(StandardCharsets.UTF_8));
        assertThat(json).isNotNull();
        return json;
    }

    @Test
    void installedModelsAreReadAndThoseThatRunElsewhereMarked() {
        Map<String, OllamaModel> models = OllamaListing.installed(json("""
            {"models":[
              {"name":"llama3.2:1b","model":"llama3.2:1b","modified_at":"2026-11-01T12:00:00.5+01:00",
               "size":1321098329,"digest":"baf6a787fdff","details":{"family":"llama","parameter_size":"1.2B"}},
              {"name":"gpt-oss:120b-cloud","model":"gpt-oss:120b-cloud","remote_model":"gpt-oss:120b",
               "remote_host":"https://ollama.com:443","modified_at":"2026-11-02T12:00:00Z","size":384,
               "digest":"569662207105","details":{"parent_model":"","format":""}}]}
            """));

        assertThat(models.get("llama3.2:1b"))
                .isEqualTo(new OllamaModel("llama3.2:1b", "baf6a787fdff", 1_793_530_800L, 1_321_098_329L, false));
        assertThat(models.values()).extracting(OllamaModel::remote).containsExactly(true, false);
    }

    @Test
    void aModelsSizeIsReadExactlyOrAsItIsRounded() {
        assertThat(
                        size(
                                "{\"model_info\":{\"general.parameter_count\":1235814432},\"details\":{\"parameter_size\":\"1.2B\"}}"))
                .isEqualTo(1.235814432);
        assertThat(size("{\"details\":{\"parameter_size\":\"1.2B\"}}")).isEqualTo(1.2);
        assertThat(size("{\"details\":{\"parameter_size\":\"137M\"}}")).isCloseTo(0.137, within(1e-9));
        assertThat(size("{\"details\":{\"parameter_size\":\"8x7B\"}}")).isEqualTo(56);
        assertThat(size("{\"details\":{\"parameter_size\":\"large\"}}")).isEqualTo(-1);
        assertThat(size("{}")).isEqualTo(-1);
    }

    private static double size(String show) {
        return OllamaListing.abilities(json(show)).parameterBillions();
    }

    @Test
    void modelsInMemoryAreReadWithTheirWindow() {
        Map<String, OllamaModel.Loaded> loaded = OllamaListing.loaded(json("""
            {"models":[
              {"name":"qwen3:8b","model":"qwen3:8b","size":6591830464,"digest":"500a1f067a9f",
               "expires_at":"2026-11-23T14:38:31Z","size_vram":5333539264,"context_length":8192},
              {"name":"llama3.2","size":1900000000,"size_vram":0,"context_length":4096}]}
            """));

        assertThat(loaded.get("qwen3:8b")).isEqualTo(new OllamaModel.Loaded(8192, 5_333_539_264L, "500a1f067a9f"));
        assertThat(loaded.get("llama3.2:latest")).isEqualTo(new OllamaModel.Loaded(4096, 0, ""));
        assertThat(new OllamaModel.Loaded(8192, 5_333_539_264L, "").onGpu()).isTrue();
        assertThat(new OllamaModel.Loaded(4096, 0, "").onGpu()).isFalse();
    }

    @Test
    void capabilitiesAndWindowAreRead() {
        assertThat(OllamaListing.abilities(json("""
            {"capabilities":["completion","tools","thinking"],
             "model_info":{"general.architecture":"qwen3","qwen3.context_length":40960,"qwen3.block_count":36}}
            """)))
                .isEqualTo(
                        new OllamaModel.Abilities(40_960, false, true, true, false, true, -1, false, Modelfile.NONE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"capabilities":["completion"]}                          | true
        {"capabilities":["embedding"]}                           | false
        {"model_info":{"general.architecture":"llama"}}          | true
        {"model_info":{"general.architecture":"nomic-bert"}}     | false
        """)
    void aModelForEmbeddingsCannotChat(String show, boolean chats) {
        assertThat(OllamaListing.abilities(json(show)).chats()).isEqualTo(chats);
    }

    @Test
    void ollamasCloudIsRecognisedByTheHostOfAnAddress() {
        assertThat(List.of(
                        "https://ollama.com",
                        "https://OLLAMA.com:443/",
                        "http://api.ollama.com./v1",
                        "https://me@ollama.com?x=1"))
                .allMatch(OllamaCloud::isAddress);
        assertThat(List.of(
                        "http://localhost:11434",
                        "http://[::1]:11434",
                        "http://my_host:11434",
                        "http://notollama.com",
                        "http://ollama.com.lan:11434",
                        "http://box:11434/ollama.com"))
                .noneMatch(OllamaCloud::isAddress);
    }
}
