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
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures go out under the type that their bytes show. */
class OpenAiPicturesTest {

    private static final String OPENAI = "https://api.openai.com/v1";
    private static final String PNG = "iVBORw0KGgo=";
    private static final String JPEG = "/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==";

    private static JsonNode parts(boolean ourChoice, String provider, String parts) {
        byte[] json =
                ("{\"messages\":[{\"role\":\"user\",\"content\":[" + parts + "]}]}").getBytes(StandardCharsets.UTF_8);
        var request = ChatRequestReader.read("id", json, null, new Cancellation());
        String before = request.body().toString();
        String url = provider.equals("openai") ? OPENAI : "http://127.0.0.1:1/v1";
        byte[] sent = new OpenAiProvider(new Endpoint(provider, Side.CLOUD, url, null, false, "none"))
                .translate(
                        ourChoice ? Questions.chosen(request) : Questions.named(request),
                        new Place(new ModelName(provider, "gpt-4o-mini"), url))
                .body();
        assertThat(request.body().toString()).as("the client's request").isEqualTo(before);
        return Objects.requireNonNull(Json.objectOrNull(sent)).at("/messages/0/content");
    }

    private static String picture(String uri) {
        return "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + uri + "\",\"detail\":\"low\"}}";
    }

    private static String sent(boolean ourChoice, String provider, String label, String data) {
        return parts(ourChoice, provider, picture("data:" + label + ";base64," + data))
                .at("/0/image_url/url")
                .asText();
    }

    @ParameterizedTest
    @CsvSource({
        "application/octet-stream, true",
        "binary/octet-stream, true",
        "image/*, true",
        "IMAGE/*, true",
        "application/octet-stream;charset=utf-8, true",
        "image/jpeg, false",
        "image/jpg, false",
        "text/plain, false",
        "'', false",
    })
    void theLabelFollowsTheBytes(String label, boolean saysNothing) {
        for (String provider : new String[] {"openai", "other"}) {
            assertThat(sent(true, provider, label, PNG)).isEqualTo("data:image/png;base64," + PNG);
            assertThat(sent(false, provider, label, PNG))
                    .as("a named model")
                    .isEqualTo("data:" + (saysNothing ? "image/png" : label) + ";base64," + PNG);
        }
        assertThat(sent(true, "openai", label, JPEG)).isEqualTo("data:image/jpeg;base64," + JPEG);
    }

    @Test
    void whatIsRightIsLeftAsItIs() {
        String part = picture("data:image/png;name=a.png;base64," + PNG);

        for (String provider : new String[] {"openai", "other"}) {
            assertThat(parts(true, provider, part).get(0)).hasToString(part);
            assertThat(parts(true, provider, picture("https://a.example/b")).get(0))
                    .hasToString(picture("https://a.example/b"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BM\0\0\0\0\0\0\0\0", "II*\0", "\0\0\0\30ftypheic", "<svg xmlns='x'>", "no picture"})
    void aPictureThatOpenAiDoesNotTakeIsForAnotherModel(String data) {
        String base64 = Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.ISO_8859_1));
        String picture =
                "{\"type\":\"text\",\"text\":\"x\"}," + picture("data:application/octet-stream;base64," + base64);

        assertThatThrownBy(() -> parts(true, "openai", picture))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("png, jpeg, webp and gif");
        assertThat(parts(false, "openai", picture)).hasSize(2);
        assertThat(parts(true, "other", picture)).hasSize(2);
    }

    @Test
    void filesAndPicturesChangePlacesWhereTheirBytesSaySo() {
        JsonNode parts = parts(
                true,
                "openai",
                picture("data:image/png;base64,JVBERi0xLjQK")
                        + ",{\"type\":\"file\",\"file\":{\"file_data\":\"data:application/octet-stream;base64,JVBERi0xLjQK\"}}"
                        + ",{\"type\":\"file\",\"file\":{\"file_data\":\"data:image/*;base64," + PNG + "\"}}"
                        + ",{\"type\":\"image\",\"source\":{\"media_type\":\"image/webp\",\"data\":\"" + PNG + "\"}}"
                        + ",{\"type\":\"input_image\",\"image_url\":\"data:image/gif;base64," + PNG + "\"}");

        assertThat(parts.findValuesAsText("type"))
                .containsExactly("file", "file", "image_url", "image_url", "image_url");
        assertThat(parts.findValuesAsText("file_data")).containsOnly("data:application/pdf;base64,JVBERi0xLjQK");
        assertThat(parts.findValuesAsText("url")).containsOnly("data:image/png;base64," + PNG);
    }
}
