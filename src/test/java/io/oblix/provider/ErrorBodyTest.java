package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorBodyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"error":{"message":"No such model","type":"t","param":"model","code":"c"}} | No such model
            [{"error":{"code":400,"message":"Please pass a valid model name.","status":"INVALID_ARGUMENT"}}] | Please pass a valid model name.
            {"object":"error","message":"Too long","type":"BadRequestError","param":null,"code":400} | Too long
            {"message":"bad only"}                                | bad only
            {"Message":"bad only"}                                | bad only
            {"detail":"Tokenizer has no chat template"}           | Tokenizer has no chat template
            {"detail":[{"loc":["body","messages"],"msg":"field required","type":"value_error.missing"}]} | messages: field required
            {"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted","input":{"a":1}}]},"type":"invalid_request_error"} | stream_options: Extra inputs are not permitted
            {"result":null,"success":false,"errors":[{"code":7009,"message":"No route"}],"messages":[]} | No route
            {"errors":["one","two"]}                              | one; two
            {"title":"Invalid","errors":{"Messages":["required"]},"status":400} | Messages: required
            {"error":"plain words"}                               | plain words
            {"error":["one","two"]}                               | one; two
            {"error":{"error":{"message":"within"}}}              | within
            {"error":"Bad Request","message":"n is no number","status":400} | Bad Request: n is no number
            {"error":"invalid_request","error_description":"n is no number"} | invalid_request: n is no number
            {"error":true,"message":"words"}                      | words
            {"error":{"message":"{\\"error\\":{\\"message\\":\\"deep\\"}}"}} | deep
            {"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\\"detail\\":\\"its words\\"}","provider_name":"P"}}} | Provider returned error: its words
            {"code":"InvalidParameter","message":"Range of input length","request_id":"r"} | Range of input length
            {"error_code":336003,"error_msg":"too many"}          | too many
            {"base_resp":{"status_code":1004,"status_msg":"login fail"}} | login fail
            {"fault":{"faultstring":"Denied","detail":{"errorcode":"x"}}} | Denied
            {"error":{"code":"just_a_code"}}                      | just_a_code
            "words"                                               | words
            plain reason                                          | plain reason
            upstream connect error or disconnect/reset            | upstream connect error or disconnect/reset
            """)
    void theWordsAreFound(String body, String words) {
        assertThat(read(body).words()).isEqualTo(words);
        assertThat(read("\uFEFF" + body).words()).as("behind a mark").isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "<html><h1>Bad gateway</h1></html>",
                "<?xml version=\"1.0\"?><Error/>",
                "{\"error\":{\"mess",
                "{}",
                "[]",
                "null",
                "7",
                "{\"error\":null}",
                "{\"error\":{}}"
            })
    void anErrorWithoutWordsIsReportedByItsStatus(String body) {
        assertThat(read(body).text(502)).isEqualTo("HTTP 502");
    }

    @Test
    void theFieldAtFaultIsFound() {
        assertThat(read("{\"detail\":[{\"loc\":[\"body\",\"messages\",0,\"role\"],\"msg\":\"m\"}]}")
                        .param())
                .isEqualTo("messages.0.role");
        assertThat(read("{\"error\":{\"message\":\"m\",\"param\":\"n\"}}").param())
                .isEqualTo("n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"error":{"code":429,"message":"m"}}   | 429
            {"error":{"code":"503","message":"m"}} | 503
            {"message":"m","code":400}             | 400
            {"message":"m","code":3051}            | 0
            {"message":"m","code":"c"}             | 0
            {"title":"m","status":422}             | 422
            """)
    void aStatusInTheBodyIsFound(String body, int status) {
        assertThat(read(body).statusCode()).isEqualTo(status);
    }

    @Test
    void theWordsAreShortAndOnOneLine() {
        assertThat(read("{\"message\":\"a\\nb" + "x".repeat(5_000) + "\"}").words())
                .startsWith("a b")
                .hasSize(500);
        assertThat(read("x".repeat(5_000)).words()).as("no short text").isNull();
        assertThat(read("[".repeat(400) + "]".repeat(400)).words()).isNull();
    }

    private static ErrorBody read(String body) {
        return ErrorBody.of(body.getBytes(StandardCharsets.UTF_8));
    }
}
