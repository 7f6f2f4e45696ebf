package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.Endpoint;
import io.oblix.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of OpenAI's that a policy chose gets what OpenAI documents, and no model gets what no API accepts. */
class OpenAiDocumentedFieldsTest {

    private static final String OPENAI = "https://api.openai.com/v1";
    /** Where a company puts its own gateway before OpenAI: {@code OPENAI_BASE_URL}. */
    private static final String GATEWAY = "http://127.0.0.1:2/v1";

    private static final String OTHER = "http://localhost:1/v1";
    private static final String USER = "{\"role\":\"user\",\"content\":\"x\"}";

    private record Sent(JsonNode body, List<String> ignored) {}

    private static Sent chosen(String url, String fields) {
        return sent(true, url, "gpt-4.1", fields);
    }

    private static Sent sent(boolean ourChoice, String url, String model, String fields) {
        String messages = fields.contains("\"messages\"") ? "" : ",\"messages\":[" + USER + "]";
        var request = ChatRequestReader.read(
                "id", ("{" + fields + messages + "}").getBytes(StandardCharsets.UTF_8), null, new Cancellation());
        String before = request.body().toString();
        String name = url.equals(OTHER) ? "other" : "openai";
        UpstreamRequest sent = new OpenAiProvider(new Endpoint(name, Side.CLOUD, url, null, false, "none"))
                .translate(
                        ourChoice ? Questions.chosen(request) : Questions.named(request),
                        new Place(new ModelName(name, model), url));
        assertThat(request.body().toString()).as("the client's request").isEqualTo(before);
        return new Sent(Objects.requireNonNull(Json.objectOrNull(sent.body())), sent.ignoredParams());
    }

    private static JsonNode messages(String url, String... messages) {
        return chosen(url, "\"messages\":[" + String.join(",", messages) + "]")
                .body
                .path("messages");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "num_ctx",
                "repeat_penalty",
                "repetition_penalty",
                "mirostat",
                "typical_p",
                "n_predict",
                "cache_prompt",
                "format",
                "chat_template_kwargs",
                "enable_thinking",
                "thinking_budget",
                "guided_json",
                "session_id",
                "chat_id",
                "extra_body",
                "top_k",
                "a_field_of_tomorrow"
            })
    void aFieldThatOpenAiDoesNotDocumentIsLeftOutAndListed(String field) {
        Sent sent = chosen(
                OPENAI, "\"" + field + "\":{\"a\":1}".replace("{\"a\":1}", field.equals("top_k") ? "1" : "{\"a\":1}"));

        assertThat(sent.body.has(field)).isFalse();
        assertThat(sent.ignored).containsExactly(field);
        assertThat(sent(false, OPENAI, "gpt-4.1", "\"" + field + "\":1").body.has(field))
                .as("to a model that the client named")
                .isTrue();
        assertThat(chosen(OTHER, "\"" + field + "\":1").body.has(field))
                .as("to another server")
                .isTrue();
    }

    @Test
    void whatOpenAiDocumentsIsKept() {
        Sent sent = chosen(
                OPENAI,
                "\"frequency_penalty\":1,\"logit_bias\":{\"1\":1},\"logprobs\":true,\"top_logprobs\":2,"
                        + "\"max_completion_tokens\":5,\"metadata\":{\"a\":\"b\"},\"store\":true,\"n\":1,"
                        + "\"prediction\":{\"type\":\"content\",\"content\":\"a\"},\"presence_penalty\":1,"
                        + "\"prompt_cache_key\":\"k\",\"response_format\":{\"type\":\"text\"},\"seed\":1,"
                        + "\"safety_identifier\":\"s\",\"service_tier\":\"flex\",\"stop\":[\"a\"],\"temperature\":1,"
                        + "\"top_p\":1,\"user\":\"u\"");
        assertThat(sent.ignored).isEmpty();
        assertThat(sent.body).hasSize(21);
    }

    @Test
    void messagesHoldWhatOpenAiDocuments() {
        Sent sent = chosen(
                OPENAI,
                "\"messages\":[{\"role\":\"system\",\"content\":\"a\",\"priority\":1},"
                        + "{\"role\":\"user\",\"name\":\"Ada Lovelace\",\"id\":\"m1\",\"timestamp\":7,\"content\":\"b\"},"
                        + "{\"role\":\"assistant\",\"content\":\"c\",\"citations\":[\"x\"],\"audio\":null,"
                        + "\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"function\":{\"name\":\"f\",\"parsed\":{}},"
                        + "\"extra_content\":{}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"t\",\"name\":\"f\",\"content\":\"d\"}]");

        assertThat(sent.body.path("messages").toString())
                .isEqualTo("[{\"role\":\"system\",\"content\":\"a\"},"
                        + "{\"role\":\"user\",\"name\":\"Ada_Lovelace\",\"content\":\"b\"},"
                        + "{\"role\":\"assistant\",\"content\":\"c\",\"tool_calls\":[{\"id\":\"t\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"},\"type\":\"function\"}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"t\",\"content\":\"d\"}]");
        assertThat(sent.ignored)
                .containsExactlyInAnyOrder(
                        "messages[].citations",
                        "messages[].id",
                        "messages[].name",
                        "messages[].priority",
                        "messages[].timestamp",
                        "messages[].tool_calls[].extra_content",
                        "messages[].tool_calls[].parsed");
    }

    @Test
    void contentPartsAreThoseThatOpenAiDocuments() {
        Sent sent = chosen(
                OPENAI,
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"a\",\"id\":1},"
                        + "{\"type\":\"image_url\",\"image_url\":\"http://a/b.png\"},"
                        + "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AA==\"}},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\",\"detail\":\"medium\",\"format\":\"png\"}}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\"},"
                        + "{\"type\":\"text\",\"text\":\"b\",\"citations\":[1]}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\"}]},"
                        + "{\"role\":\"user\",\"content\":[]}]");

        assertThat(sent.body.path("messages").toString())
                .isEqualTo("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://a/b.png\"}},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AA==\"}},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"b\"}]},"
                        + "{\"role\":\"assistant\",\"content\":\"\"},{\"role\":\"user\",\"content\":\"\"}]");
        assertThat(sent.ignored).contains("messages[].content[].type=thinking", "messages[].content[].citations");
    }

    @Test
    void aPartOfTheUsersThatWouldBeLostIsForAnotherModel() {
        assertThatThrownBy(() -> messages(
                        OPENAI,
                        "{\"role\":\"user\",\"content\":[{\"type\":\"video_url\",\"video_url\":{\"url\":\"u\"}}]}"))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("would be lost");
    }

    @Test
    void toolsHoldWhatOpenAiDocuments() {
        Sent sent = chosen(
                OPENAI,
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":null,\"returns\":{},"
                        + "\"parameters\":{}},\"id\":1},{\"type\":\"function\",\"name\":\"g\",\"parameters\":{\"type\":\"object\"}},"
                        + "{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]");

        assertThat(sent.body.path("tools").toString())
                .isEqualTo("[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
                        + "{\"type\":\"object\",\"properties\":{}}}},{\"type\":\"function\",\"function\":"
                        + "{\"name\":\"g\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]");
        assertThat(sent.ignored).containsExactly("tools", "tools[].function.returns", "tools[].id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            "tools":[],"tool_choice":"auto","parallel_tool_calls":true | parallel_tool_calls,tool_choice,tools
            "functions":[],"function_call":"auto"     | function_call,functions
            "tool_choice":"required"                  | tool_choice
            "stream_options":{"include_usage":true}   | stream_options
            "stop":""                                 | stop
            "stop":[]                                 | stop
            "stop":["",""]                            | stop
            "top_logprobs":2                          | top_logprobs
            "logprobs":false,"top_logprobs":2         | top_logprobs
            "response_format":{}                      | response_format
            "user":""                                 | user
            "modalities":[]                           | modalities
            "tools":null,"stop":null                  | ^^
            """)
    void emptiesAndContradictionsAreLeftOut(String fields, String ignored) {
        for (String url : List.of(OPENAI, OTHER)) {
            Sent sent = chosen(url, fields);
            assertThat(String.join(",", sent.ignored)).isEqualTo(ignored);
            for (String field : sent.ignored) {
                assertThat(sent.body.has(field)).as(field).isFalse();
            }
        }
    }

    @Test
    void ofTooManyStopsTheFirstFourAreKept() {
        for (String url : List.of(OPENAI, OTHER)) {
            Sent sent = chosen(url, "\"stop\":[\"a\",\"\",\"b\",\"c\",\"d\",\"e\"]");
            assertThat(sent.body.path("stop").toString()).isEqualTo("[\"a\",\"b\",\"c\",\"d\"]");
            assertThat(sent.ignored).containsExactly("stop");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            "response_format":{"type":"json_object","schema":{}} | response_format | {"type":"json_object"}
            "response_format":{"type":"json_schema","json_schema":{"name":"a","x":1}} | response_format | {"type":"json_schema","json_schema":{"name":"a"}}
            "response_format":{"type":"grammar","value":"x"} | response_format | ^^
            "tool_choice":"any" | tool_choice | "required"
            "tool_choice":{"type":"any"} | tool_choice | "required"
            "tool_choice":{"type":"function","name":"f"} | tool_choice | {"type":"function","function":{"name":"f"}}
            "tool_choice":{"type":"tool","name":"f"} | tool_choice | {"type":"function","function":{"name":"f"}}
            "tool_choice":{"type":"function","function":{"name":"g"}} | tool_choice | ^^
            "store":true,"metadata":{"a":1,"b":{"c":2},"d":null} | metadata | {"a":"1","b":"{\\"c\\":2}"}
            """)
    void valuesInOtherFormsAreWrittenInOpenAis(String fields, String field, String expected) {
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

        Sent sent = chosen(OPENAI, fields + tools);

        assertThat(sent.body.path(field).toString()).isEqualTo(expected);
    }

    @Test
    void withoutAToolThatOpenAiHasNothingIsSaidOfTools() {
        Sent sent = chosen(OPENAI, "\"tools\":[{\"type\":\"web_search_20250305\"}],\"parallel_tool_calls\":true");

        assertThat(sent.body.fieldNames()).toIterable().containsExactly("messages", "model");
    }

    @Test
    void metadataIsOnlyForStoredCompletions() {
        assertThat(chosen(OPENAI, "\"metadata\":{\"a\":\"b\"}").ignored).containsExactly("metadata");
        assertThat(chosen(OTHER, "\"metadata\":{\"a\":\"b\"}").ignored).isEmpty();
    }

    @Test
    void aNamedModelIsSparedWhatNoServerAccepts() {
        for (String url : List.of(OPENAI, OTHER)) {
            Sent sent = sent(
                    false,
                    url,
                    "gpt-4.1",
                    "\"tools\":[],\"tool_choice\":\"auto\",\"stop\":[],\"stream_options\":{\"include_usage\":true}");
            assertThat(sent.body.fieldNames()).toIterable().containsExactly("messages", "model");
            assertThat(sent.ignored).containsExactly("stop", "stream_options", "tool_choice", "tools");
        }
        Sent own = sent(false, OTHER, "m", "\"tool_choice\":\"required\",\"metadata\":{},\"top_logprobs\":2");
        assertThat(own.body).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            gpt-4.1               | "verbosity":"low"            | verbosity
            gpt-5.1               | "verbosity":"low"            | ^^
            gpt-4.1               | "web_search_options":{}      | web_search_options
            gpt-4o-search-preview | "web_search_options":{},"temperature":1 | temperature
            o3                    | "tools":[{"type":"function","function":{"name":"f"}}],"parallel_tool_calls":false | parallel_tool_calls
            o3                    | "prediction":{"type":"content","content":"a"} | prediction
            gpt-4.1               | "service_tier":"standard_only" | service_tier
            """)
    void aFamilyGetsWhatItHas(String model, String fields, String ignored) {
        assertThat(String.join(",", sent(true, OPENAI, model, fields).ignored)).isEqualTo(ignored);
    }

    @Test
    void picturesInToolResultsMoveBehindThem() {
        String calls = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
                + "{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                + "{\"id\":\"c2\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}";
        String picture = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}";
        String conversation = "\"messages\":[" + USER + "," + calls
                + ",{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":[{\"type\":\"text\",\"text\":\"see\"},"
                + picture
                + "]},{\"role\":\"tool\",\"tool_call_id\":\"c2\",\"content\":[" + picture + "]}," + USER + "]";
        Sent sent = chosen(OPENAI, conversation);
        JsonNode messages = sent.body.path("messages");

        assertThat(messages.findValuesAsText("role"))
                .containsExactly("user", "assistant", "tool", "tool", "user", "user");
        assertThat(messages.get(2).path("content").toString()).isEqualTo("[{\"type\":\"text\",\"text\":\"see\"}]");
        assertThat(messages.get(3).at("/content/0/text").asText()).isNotEmpty();
        assertThat(messages.get(3).toString()).doesNotContain("image_url");
        JsonNode lifted = messages.get(4).path("content");
        assertThat(lifted.findValuesAsText("type")).containsExactly("text", "image_url", "text", "image_url");
        assertThat(lifted.get(0).path("text").asText()).contains("c1");
        assertThat(lifted.get(2).path("text").asText()).contains("c2");
        assertThat(sent.ignored).containsExactly("messages[].content");
        assertThat(sent(false, OPENAI, "gpt-4.1", conversation).body.path("messages"))
                .as("a named model gets the client's own words")
                .hasSize(5);
    }

    @Test
    void filesInTheResultsAtTheEndMoveAsWell() {
        JsonNode messages = messages(
                OPENAI,
                USER,
                "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}",
                "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":[{\"type\":\"file\",\"file\":{\"file_id\":\"x\"}}]}");

        assertThat(messages).hasSize(4);
        assertThat(messages.get(3).at("/content/1/file/file_id").asText()).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-mini, false",
        "gpt-4.1-2025-04-14, false",
        "o4-mini, false",
        "chatgpt-4o-latest, false",
        "ft:gpt-4o-mini:acme::x, false",
        "gpt-oss-20b, true",
        "Qwen/Qwen3-8B, true",
        "openai/gpt-4o-mini, true",
        "olmo, true"
    })
    void behindAnyAddressOpenAisOwnModelsGetWhatOpenAiDocuments(String model, boolean kept) {
        Sent sent = sent(true, GATEWAY, model, "\"num_ctx\":4096,\"repeat_penalty\":1.1");

        assertThat(sent.body.has("num_ctx")).isEqualTo(kept);
        assertThat(sent.ignored).hasSize(kept ? 0 : 2);
        assertThat(sent(false, GATEWAY, model, "\"num_ctx\":4096").body.has("num_ctx"))
                .as("a named model gets the client's own words")
                .isTrue();
    }

    @Test
    void behindAnotherAddressTheLimitKeepsItsOlderName() {
        Sent sent = sent(true, GATEWAY, "gpt-4o-mini", "\"max_tokens\":99999");

        assertThat(sent.body.path("max_tokens").asInt()).isEqualTo(16384);
        assertThat(sent.ignored).containsExactly("max_tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENAI, GATEWAY, OTHER})
    void picturesInToolResultsMoveAtEveryServer(String url) {
        String picture = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}";
        String anthropics = "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/jpeg\","
                + "\"data\":\"iVBORw0KGgo=\"}}";
        Sent sent = chosen(
                url,
                "\"messages\":[" + USER
                        + ",{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c1\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"see\"}," + picture + "," + anthropics + "]}]");
        JsonNode messages = sent.body.path("messages");

        assertThat(messages.findValuesAsText("role")).containsExactly("user", "assistant", "tool", "user");
        assertThat(messages.get(2).path("content").toString()).isEqualTo("[{\"type\":\"text\",\"text\":\"see\"}]");
        assertThat(messages.get(3).path("content").findValuesAsText("url"))
                .containsExactly("data:image/png;base64,iVBORw0KGgo=", "data:image/png;base64,iVBORw0KGgo=");
        assertThat(sent.ignored).containsExactly("messages[].content");
    }
}
