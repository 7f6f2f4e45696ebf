package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedProvider;
import io.oblix.simulator.SimulatedRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a request sends and a provider may bill fits into the budget, or is not sent. */
class PromptBudgetTest {

    private static final String COMPLETING = "openai:gpt-3.5-turbo-instruct";
    private static final String VECTORS = "openai:text-embedding-3-small";

    /** 10,000 tokens of a prompt or an answer. */
    @RegisterExtension
    static final TestServer SERVER = new TestServer(Map.of(
            "oblix.budget.day",
            "0.01",
            "oblix.prices",
            String.join(", ", List.of(OPENAI + " 1 1", CLAUDE + " 1 1", COMPLETING + " 1 1", VECTORS + " 1 0"))));

    /** Of which English has more than 10,000 tokens. */
    private static final String LONG = "several words ".repeat(6_000);

    private static final String CHAT =
            "{'model':'" + OPENAI + "','max_tokens':9,'messages':[%s{'role':'user','content':'Hi'}]%s}";
    private static final String MESSAGES = "{'model':'" + CLAUDE
            + "','max_tokens':9,'messages':[{'role':'user','content':[%s{'type':'text','text':'Hi'}]}]%s}";
    private static final String RESPONSES =
            "{'model':'" + OPENAI + "','max_output_tokens':16,'input':[%s{'role':'user','content':'Hi'}]%s}";

    private static HttpResponse<String> ask(String path, String form, String inside, String outside) {
        return SERVER.post(
                path, String.format(form, inside, outside).replace('\'', '"').replace("LONG", LONG));
    }

    private static SimulatedRequest last(SimulatedProvider provider) {
        List<SimulatedRequest> all = provider.chatRequests();
        return all.get(all.size() - 1);
    }

    private static int calls() {
        return SERVER.openai.chatRequests().size()
                + SERVER.claude.chatRequests().size();
    }

    private static void assertTooDear(HttpResponse<String> refused, int before) {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
        assertThat(refused.body()).contains("budget");
        assertThat(calls()).isEqualTo(before);
    }

    @Test
    void shortOnesAreAnswered() {
        assertThat(ask("/v1/chat/completions", CHAT, "", "").statusCode()).isEqualTo(200);
        assertThat(ask("/v1/messages", MESSAGES, "", "").statusCode()).isEqualTo(200);
        assertThat(ask("/v1/responses", RESPONSES, "", "").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':{'description':'LONG'}}}",
                ",'prediction':{'type':'content','content':'LONG'}",
                ",'tools':[{'type':'function','function':{'name':'a','description':'LONG'}}]",
                ",'something_new':['LONG']",
                ",'web_search_options':{}",
            })
    void fieldsOfAChatCount(String field) {
        int before = calls();

        assertTooDear(ask("/v1/chat/completions", CHAT, "", field), before);
    }

    /** Of a PDF its pages count: a page that is empty is packed in a few bytes and billed as any other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'video_url','video_url':{'url':'http://a.example/b.mp4'}}",
                "{'type':'audio_url','audio_url':{'url':'http://a.example/b.mp3'}}",
                "{'type':'image_file','image_file':{'file_id':'f1'}}",
                "{'type':'file','file':{'file_data':'data:application/zip;base64,UEsDBA=='}}",
                "{'type':'file','file':{'file_data':'data:application/pdf;base64,PDF'}}",
                "{'type':'file','file':{'file_data':'data:application/pdf;base64,JVBERi0xLjU='}}",
            })
    void partsOfAMessageCount(String part) {
        int before = calls();
        byte[] pages = "<</Type /Page>>".repeat(10).getBytes(StandardCharsets.US_ASCII);
        String pdf = Base64.getEncoder().encodeToString(pages);

        assertTooDear(
                ask("/v1/chat/completions", CHAT, "{'role':'user','content':[" + part.replace("PDF", pdf) + "]},", ""),
                before);
    }

    /** What is translated for Claude goes by its bytes, whatever it is called and whatever else stands beside it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'image_url','image_url':{'url':'data:application/pdf;base64,PDF'}}",
                "{'type':'image_url','image_url':'data:image/png;base64,PDF'}",
                "{'type':'file','file':{'file_data':'data:text/plain;base64,PDF'}}",
                "{'type':'file','file':{'file_data':'DATA:Application/PDF;BASE64,PDF'}}",
                "{'type':'file','file':{'file_data':'data:application/pdf;base64,PDF'},'image_url':'data:image/png;base64,AA=='}",
                "{'type':'file','file':{'filename':'LONG','file_data':'data:application/pdf;base64,PAGE'}}",
                "{'type':'file','file':{'filename':'a.txt','file_data':'data:text/plain,DIGITS'}}",
                "{'type':'file','file':{'file_data':'data:text/plain;charset=iso-8859-1;base64,iVBORw0KGgo='}}",
            })
    void whatIsTranslatedForClaudeCounts(String part) {
        int before = calls();
        String message = part.replace("PDF'", pdf(10) + "'")
                .replace("PAGE", pdf(1))
                .replace("DIGITS", "1234567890".repeat(1_500));

        assertTooDear(
                ask(
                        "/v1/chat/completions",
                        CHAT.replace(OPENAI, CLAUDE),
                        "{'role':'user','content':[" + message + "]},",
                        ""),
                before);
    }

    private static String pdf(int pages) {
        byte[] pdf = ("%PDF-1.4\n" + "<</Type /Page>>".repeat(pages)).getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder().encodeToString(pdf);
    }

    @Test
    void aShortFileOfTextIsAnswered() {
        String text =
                Base64.getEncoder().encodeToString("some words ".repeat(500).getBytes(StandardCharsets.US_ASCII));
        String part = "{'type':'file','file':{'filename':'a.txt','file_data':'data:text/plain;base64," + text + "'}}";
        HttpResponse<String> answer = ask(
                "/v1/chat/completions", CHAT.replace(OPENAI, CLAUDE), "{'role':'user','content':[" + part + "]},", "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reasoning_content", "refusal", "content", "name"})
    void fieldsOfAMessageCount(String field) {
        int before = calls();
        String message = "{'role':'assistant','" + field + "':'LONG'},";

        assertTooDear(ask("/v1/chat/completions", CHAT, message, ""), before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'type':'document','source':{'type':'file','file_id':'f1'}},; ``",
                "{'type':'document','source':{'type':'url','url':'http://a.example/b.pdf'}},; ``",
                "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'LONG'}},; ``",
                "{'type':'document','context':'LONG','source':{'type':'base64','media_type':'application/pdf','data':'PDF'}},; ``",
                "``; ,'system':[{'type':'text','text':'LONG'}]",
                "``; ,'output_config':{'format':{'type':'json_schema','schema':{'description':'LONG'}}}",
                "``; ,'tools':[{'type':'web_search_20250305','name':'web_search'}]",
                "``; ,'mcp_servers':[{'type':'url','url':'http://a.example','name':'a'}]",
            })
    void whatOnlyClaudeIsSentCounts(String inside, String outside) {
        int before = calls();

        String pdf = Base64.getEncoder().encodeToString("<</Type /Page>>".getBytes(StandardCharsets.US_ASCII));

        assertTooDear(ask("/v1/messages", MESSAGES, inside.replace("PDF", pdf), outside), before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'role':'user','content':[{'type':'input_file','file_id':'file-1'}]},; ``",
                "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'LONG'},; ``",
                "``; ,'text':{'format':{'type':'json_schema','name':'a','schema':{'type':'object','description':'LONG'}}}",
                "``; ,'tools':[{'type':'web_search'}]",
                "``; ,'instructions':'LONG'",
            })
    void whatOnlyOpenAiIsSentCounts(String inside, String outside) {
        int before = calls();

        assertTooDear(ask("/v1/responses", RESPONSES, inside, outside), before);
    }

    /** What says nothing costs nothing: clients write down fields that they leave empty. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "/v1/messages; ,'container':null,'mcp_servers':[],'tools':[]",
                "/v1/responses; ,'conversation':null,'prompt':null,'previous_response_id':null,'tools':[]",
                "/v1/chat/completions; ,'web_search_options':null",
            })
    void emptyFieldsCountForNothing(String path, String fields) {
        String form = path.endsWith("messages") ? MESSAGES : path.endsWith("responses") ? RESPONSES : CHAT;
        HttpResponse<String> answer = ask(path, form, "", fields);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aPictureCountsTheSameInOllamasApis() {
        String picture = "iVBORw0KGgo" + "A".repeat(60_001);
        for (String body : List.of(
                "'prompt':'Look','images':['" + picture + "']",
                "'messages':[{'role':'user','content':'Look','images':['" + picture + "']}]")) {
            String path = body.contains("messages") ? "/api/chat" : "/api/generate";
            HttpResponse<String> answer = ask(path, "{'model':'" + CLAUDE + "','stream':false," + body + "}", "", "");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'prompt':'Look','images':['PDF']", "'messages':[{'role':'user','images':['PDF']}]"})
    void aPdfInPlaceOfAPictureCountsItsPagesInOllamasApis(String body) {
        int before = calls();
        String path = body.contains("messages") ? "/api/chat" : "/api/generate";

        assertTooDear(
                ask(path, "{'model':'" + CLAUDE + "','stream':false," + body.replace("PDF", pdf(10)) + "}", "", ""),
                before);
    }

    /** OpenAI's own path for it knows no limit. */
    @Test
    void aSummaryOfAConversationHasALimit() {
        HttpResponse<String> answer = ask(
                "/v1/responses/compact", "{'model':'" + OPENAI + "','input':[{'role':'user','content':'Hi'}]}", "", "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TestServer.json(answer).path("object").asText()).isEqualTo("response.compaction");
        JsonNode sent = last(SERVER.openai).body();
        assertThat(sent.path("messages")).hasSize(2);
        assertThat(sent.path("max_tokens").asInt()).isBetween(256, 2_000);
    }

    /** 2,600 texts of 4 tokens at most go out in two calls, each of which fits. */
    @Test
    void eachCallForVectorsCountsOnlyItsOwnInputs() {
        String inputs = String.join(",", Collections.nCopies(2_600, "'some word'"));
        HttpResponse<String> answer = ask("/v1/embeddings", "{'model':'" + VECTORS + "','input':[%s]%s}", inputs, "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TestServer.json(answer).path("data")).hasSize(2_600);
    }

    @Test
    void aTokenizersNumbersCountOneEach() {
        String numbers = "[" + String.join(",", Collections.nCopies(2_000, "12345")) + "]";
        String form = "{'model':'" + VECTORS + "','input':[%s]%s}";
        HttpResponse<String> answer = ask("/v1/embeddings", form, numbers + "," + numbers, "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        int before = calls();
        assertTooDear(ask("/v1/embeddings", form, String.join(",", Collections.nCopies(6, numbers)), ""), before);
    }

    /** Claude Code asks for up to 32,000 tokens and for adaptive thinking with each request. */
    @Test
    void aLimitThatTheDialectDemandsIsLoweredWhateverTheEffort() {
        HttpResponse<String> answer = ask(
                "/v1/messages",
                MESSAGES.replace("'max_tokens':9", "'max_tokens':32000"),
                "",
                ",'thinking':{'type':'adaptive'},'output_config':{'effort':'high'}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(last(SERVER.claude).body().path("max_tokens").asInt()).isBetween(256, 2_000);
    }

    @Test
    void anAnswerToACompletionIsBoundedLikeOneOfAChat() {
        HttpResponse<String> answer =
                SERVER.post("/v1/completions", "{\"model\":\"" + CLAUDE + "\",\"prompt\":\"Once upon a time\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(last(SERVER.claude).body().path("max_tokens").asInt()).isBetween(256, 2_000);
    }

    /** OpenAI's own default is sent, as other servers write until they have enough. */
    @Test
    void aCompletionThatIsPassedOnHasALimit() {
        HttpResponse<String> answer =
                SERVER.post("/v1/completions", "{\"model\":\"" + COMPLETING + "\",\"prompt\":\"Once upon a time\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode sent = last(SERVER.openai).body();
        assertThat(sent.path("prompt").asText()).isEqualTo("Once upon a time");
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(16);
    }
}
