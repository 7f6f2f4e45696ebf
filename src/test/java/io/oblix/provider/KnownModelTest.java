package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.json.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownModelTest {

    private static KnownModel read(String row) {
        return Objects.requireNonNull(
                KnownModel.of(Objects.requireNonNull(Json.valueOrNull(row.replace('\'', '"'))), "groq"), row);
    }

    @Test
    void aRowOfOpenAisListIsRead() {
        assertThat(read("{'id':'llama','created':1727740800,'owned_by':'Meta'}"))
                .isEqualTo(new KnownModel("llama", "llama", 1_727_740_800, "Meta", true));
    }

    @Test
    void aRowOfAnthropicsListIsRead() {
        assertThat(read("{'type':'model','id':'claude-x','display_name':'Claude"
                        + " X','created_at':'2026-11-01T12:00:00Z'}"))
                .isEqualTo(new KnownModel("claude-x", "Claude X", 1_793_534_400, "groq", true));
    }

    @Test
    void aRowWithNothingButAnIdIsEnough() {
        assertThat(read("{'id':'qwen3-4b'}")).isEqualTo(new KnownModel("qwen3-4b", "qwen3-4b", 0, "groq", true));
        assertThat(read("{'id':'x','created_at':'yesterday'}").createdSeconds()).isZero();
        assertThat(KnownModel.of(Json.object().put("id", 1), "groq")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {'id':'mistral-ocr','capabilities':{'completion_chat':false}}              | false
        {'id':'mistral-embed','capabilities':{'completion_chat':true}}             | true
        {'id':'x','architecture':{'output_modalities':['image']}}                  | false
        {'id':'gemini-image','architecture':{'output_modalities':['image','text']}} | true
        {'id':'x','type':'rerank'}                                                 | false
        {'id':'my-audio-friend','type':'chat'}                                     | true
        {'id':'text-embedding-3-small','object':'model'}                           | false
        """)
    void whatTheProviderSaysOfAModelCountsBeforeItsName(String row, boolean chats) {
        assertThat(read(row).chats()).isEqualTo(chats);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text-embedding-3-small",
                "nomic-embed-text:latest",
                "bge-m3",
                "all-minilm",
                "jina-reranker-v2",
                "whisper-large-v3",
                "gpt-4o-mini-tts",
                "gpt-4o-transcribe",
                "gpt-4o-audio-preview",
                "gpt-realtime",
                "omni-moderation-latest",
                "dall-e-3",
                "gpt-image-1",
                "stable-diffusion-xl",
                "sora-2",
                "gpt-3.5-turbo-instruct",
                "babbage-002"
            })
    void aModelThatCannotChatIsKnownByItsName(String name) {
        assertThat(KnownModel.chatsByName(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o-mini",
                "gpt-5",
                "o4-mini",
                "claude-sonnet-4-5",
                "llama3.2:1b",
                "qwen2.5vl:7b",
                "imagine-7b",
                "mistral-small",
                "ttsumi",
                "gemma3n:e4b",
                "llama-3.3-70b-instruct"
            })
    void aModelThatChatsKeepsItsPlace(String name) {
        assertThat(KnownModel.chatsByName(name)).isTrue();
    }
}
