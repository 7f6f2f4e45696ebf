package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaSchemaTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'properties':{'x':true,'y':false,'z':{'type':'string'}}}|{'properties':{'x':{},'z':{'type':'string'}}}",
                "{'properties':{'x':false,'y':{}},'required':['x','y']}|{'properties':{'y':{}},'required':['y']}",
                "{'properties':{'l':{'items':true},'m':{'items':false}}}|{'properties':{'l':{'items':{}},'m':{}}}",
                "{'properties':{'x':{'anyOf':[true,false,{'type':'null'}]}}}|{'properties':{'x':{'anyOf':[{},{'type':'null'}]}}}",
                "{'properties':{'x':{'properties':{'y':true}}}}|{'properties':{'x':{'properties':{'y':{}}}}}",
                "{'$defs':{'d':true},'properties':{}}|{'$defs':{'d':{}},'properties':{}}",
                "{'$defs':{'d':false},'properties':{'x':{'$ref':'#/$defs/d'}}}"
                        + "|{'$defs':{'d':{'not':{}}},'properties':{'x':{'$ref':'#/$defs/d'}}}",
                "{'definitions':{'d':false,'e':true}}|{'definitions':{'d':{'not':{}},'e':{}}}",
                "{'properties':{'x':{'allOf':[false]}}}|{'properties':{'x':{'allOf':[{'not':{}}]}}}",
                "{'properties':{'x':{'allOf':[{'type':'string'},false]}}}"
                        + "|{'properties':{'x':{'allOf':[{'type':'string'},{'not':{}}]}}}",
                "{'properties':{'x':{'anyOf':[false]},'y':{'oneOf':[false,false]}}}"
                        + "|{'properties':{'x':{'anyOf':[{'not':{}}]},'y':{'oneOf':[{'not':{}}]}}}",
                "{'properties':{'x':{'prefixItems':[{},false,{}]}}}|{'properties':{'x':{'items':[{},{'not':{}},{}]}}}",
                "{'type':['object','null'],'properties':{}}|{'type':'object','properties':{}}",
                "{'properties':{'x':{'type':['string','null']}}}|{'properties':{'x':{'type':['string','null']}}}",
                "{'properties':[]}|{'properties':{}}",
                "{'properties':{'x':[]}}|{'properties':{'x':{}}}",
                "{'properties':null,'required':null}|{}",
                "{'properties':{'x':{'required':true,'type':'string'}}}|{'properties':{'x':{'type':'string'}}}",
                "{'required':'x','properties':{'x':{}}}|{'properties':{'x':{}}}",
                "{'required':['x',1,null],'properties':{'x':{}}}|{'required':['x'],'properties':{'x':{}}}",
                "{'properties':{'x':{'description':null,'enum':'a'},'y':{'description':7}}}"
                        + "|{'properties':{'x':{},'y':{'description':'7'}}}",
                "{'properties':{'x':{'items':[{},{'type':'string'}]}}}|{'properties':{'x':{'items':[{},{'type':'string'}]}}}",
                "{'properties':{'x':{'prefixItems':[true],'items':false}}}|{'properties':{'x':{'items':[{}]}}}",
                "{'properties':{'x':{'type':'STRING','anyOf':{}}}}|{'properties':{'x':{'type':'string'}}}",
                "{'additionalProperties':false,'properties':{'x':{'additionalProperties':true}}}"
                        + "|{'additionalProperties':false,'properties':{'x':{'additionalProperties':true}}}"
            })
    void theSchemaOfAToolHasTheTypesOfGo(String schema, String expected) {
        ObjectNode source = json(schema);
        assertThat(OllamaSchema.ofTool(source)).isEqualTo(json(expected));
        assertThat(source).as("the client's").isEqualTo(json(schema));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'properties':{'x':true,'y':false},'required':['x','y']}|{'properties':{'x':{}},'required':['x']}",
                "{'minimum':0,'exclusiveMinimum':true}|{'exclusiveMinimum':0}",
                "{'type':['object','null'],'properties':[]}|{'type':['object','null'],'properties':{}}",
                "{'items':[{'type':'string'}],'additionalItems':false}|{'items':[{'type':'string'}]}",
                "{'items':[{'type':'string'}]}|{'prefixItems':[{'type':'string'}]}",
                "{'type':'string','nullable':true}|{'type':['string','null']}",
                "{'$schema':'http://json-schema.org/draft-07/schema#','type':'object'}|{'type':'object'}"
            })
    void theSchemaOfAnAnswerIsOneForTheGrammar(String schema, String expected) {
        assertThat(OllamaSchema.ofAnswer(json(schema))).isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'object','properties':{'x':{'type':'string','enum':['a']}},'required':['x'],'additionalProperties':false}",
                "{}"
            })
    void anOrdinarySchemaIsNotEvenCopied(String schema) {
        ObjectNode source = json(schema);
        assertThat(OllamaSchema.ofTool(source)).isSameAs(source);
        assertThat(OllamaSchema.ofAnswer(source)).isSameAs(source);
    }

    private static ObjectNode json(String text) {
        return Objects.requireNonNull(Json.objectOrNull(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }
}
