package io.oblix.json.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Draft2020Test {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'minimum':0,'exclusiveMinimum':true}|{'exclusiveMinimum':0}",
                "{'maximum':9.50,'exclusiveMaximum':true}|{'exclusiveMaximum':9.50}",
                "{'minimum':0,'exclusiveMinimum':false}|{'minimum':0}",
                "{'exclusiveMinimum':true}|{}",
                "{'items':[{'type':'string'},true]}|{'prefixItems':[{'type':'string'},true]}",
                "{'items':[{}],'additionalItems':false}|{'prefixItems':[{}],'items':false}",
                "{'additionalItems':{'type':'string'},'items':[{}]}|{'prefixItems':[{}],'items':{'type':'string'}}",
                "{'items':[]}|{}",
                "{'items':{'type':'string'},'additionalItems':false}|{'items':{'type':'string'}}",
                "{'items':[{'minimum':1,'exclusiveMinimum':true}]}|{'prefixItems':[{'exclusiveMinimum':1}]}",
                "{'dependencies':{'a':['b'],'c':{'required':['d']},'e':'f'}}"
                        + "|{'dependentRequired':{'a':['b'],'e':['f']},'dependentSchemas':{'c':{'required':['d']}}}",
                "{'id':'http://x/y','$schema':'http://json-schema.org/draft-04/schema#'}|{}",
                "{'id':'http://x/y','definitions':{'A':{}},'properties':{'a':{'$ref':'http://x/y#/definitions/A'}}}"
                        + "|{'$id':'http://x/y','definitions':{'A':{}},'properties':{'a':{'$ref':'http://x/y#/definitions/A'}}}",
                "{'$id':'http://x/y#','properties':{'a':{'$ref':'http://x/y#'}}}"
                        + "|{'$id':'http://x/y','properties':{'a':{'$ref':'http://x/y#'}}}",
                "{'definitions':{'A':{'id':'item','type':'object'}},'properties':{'a':{'$ref':'item'}}}"
                        + "|{'definitions':{'A':{'$id':'item','type':'object'}},'properties':{'a':{'$ref':'item'}}}",
                "{'id':'http://x/root','definitions':{'A':{'id':'item'},'B':{'id':'other'}},'items':{'$ref':'http://x/item'}}"
                        + "|{'$id':'http://x/root','definitions':{'A':{'$id':'item'},'B':{}},'items':{'$ref':'http://x/item'}}",
                "{'id':'http://x/y','definitions':{'A':{}},'items':{'$ref':'#/definitions/A'}}"
                        + "|{'definitions':{'A':{}},'items':{'$ref':'#/definitions/A'}}",
                "{'id':'item#here','items':{'$ref':'item#here'}}|{'$id':'item','$anchor':'here','items':{'$ref':'item#here'}}",
                "{'id':'#here','type':'object'}|{'$anchor':'here','type':'object'}",
                "{'$id':'#here'}|{'$anchor':'here'}",
                "{'$recursiveAnchor':true,'properties':{'a':{'$recursiveRef':'#'}}}|{'properties':{'a':{'$ref':'#'}}}",
                "{'type':'string','nullable':true}|{'type':['string','null']}",
                "{'type':'string','enum':['a'],'nullable':true}|{'type':['string','null'],'enum':['a',null]}",
                "{'type':['string','null'],'nullable':true}|{'type':['string','null']}",
                "{'anyOf':[{'type':'string'}],'nullable':true}|{'anyOf':[{'type':'string'},{'type':'null'}]}",
                "{'$ref':'#/x','nullable':true}|{'anyOf':[{'$ref':'#/x'},{'type':'null'}]}",
                "{'oneOf':[{'type':'string'}],'nullable':true}|{'anyOf':[{'oneOf':[{'type':'string'}]},{'type':'null'}]}",
                "{'allOf':[{'$ref':'#/x'}],'nullable':true,'description':'d'}"
                        + "|{'description':'d','anyOf':[{'allOf':[{'$ref':'#/x'}]},{'type':'null'}]}",
                "{'const':'a','nullable':true}|{'anyOf':[{'const':'a'},{'type':'null'}]}",
                "{'type':'object','allOf':[{'required':['a']}],'nullable':true}"
                        + "|{'anyOf':[{'type':'object','allOf':[{'required':['a']}]},{'type':'null'}]}",
                "{'anyOf':[{}],'oneOf':[{}],'nullable':true}|{'anyOf':[{'anyOf':[{}],'oneOf':[{}]},{'type':'null'}]}",
                "{'$ref':'#/x','type':'string','nullable':true}|{'anyOf':[{'$ref':'#/x','type':'string'},{'type':'null'}]}",
                "{'not':{'type':'null'},'nullable':true}|{'anyOf':[{'not':{'type':'null'}},{'type':'null'}]}",
                "{'type':'string','nullable':false}|{'type':'string'}",
                "{'properties':[],'patternProperties':[],'definitions':[]}"
                        + "|{'properties':{},'patternProperties':{},'definitions':{}}",
                "{'properties':{'a':[]}}|{'properties':{'a':{}}}",
                "{'required':null,'enum':null,'description':null,'properties':null,'minimum':null,'items':null}|{}",
                "{'required':['a','a','b']}|{'required':['a','b']}",
                "{'type':['string','string']}|{'type':['string']}",
                "{'type':[]}|{}",
                "{'type':'STRING'}|{'type':'string'}",
                "{'type':['Integer','NULL']}|{'type':['integer','null']}",
                "{'type':'any'}|{}",
                "{'type':'float'}|{'type':'number'}",
                "{'type':'int'}|{'type':'integer'}",
                "{'description':7,'title':['x']}|{'description':'7'}",
                "{'examples':'x'}|{'examples':['x']}",
                "{'definitions':{'a':{'maximum':1,'exclusiveMaximum':true}},'properties':{'b':{'$ref':'#/definitions/a'}}}"
                        + "|{'definitions':{'a':{'exclusiveMaximum':1}},'properties':{'b':{'$ref':'#/definitions/a'}}}",
                "{'additionalProperties':{'minimum':1,'exclusiveMinimum':true}}|{'additionalProperties':{'exclusiveMinimum':1}}",
                "{'not':{'items':[{}]},'allOf':[{'nullable':true,'type':'null'}]}"
                        + "|{'not':{'prefixItems':[{}]},'allOf':[{'type':['null']}]}"
            })
    void anOlderSchemaIsBroughtToTheDraft(String old, String expected) {
        JsonNode schema = json(old);
        JsonNode before = schema.deepCopy();
        assertThat(Draft2020.of(schema)).isEqualTo(json(expected));
        assertThat(schema).as("the client's").isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'object','properties':{'id':{'type':'string'},'nullable':{'type':['string','null']}},'required':['id']}",
                "{'$schema':'https://json-schema.org/draft/2020-12/schema','$defs':{'a':true},'exclusiveMinimum':0}",
                "{'prefixItems':[{}],'items':false,'const':null,'default':null}",
                "{'default':{'exclusiveMinimum':true},'const':{'items':[]},'enum':[{'nullable':true}]}",
                "{'id':{'type':'string'}}",
                "{'type':7,'properties':'x','anyOf':{},'required':true}",
                "{'type':'money'}"
            })
    void aSchemaOfTheDraftAndAMalformedOneStayAsTheyAre(String text) {
        JsonNode schema = json(text);
        assertThat(Draft2020.of(schema)).isEqualTo(json(text));
    }

    @Test
    void aSchemaMayNestDeeply() {
        ObjectNode schema = Json.object();
        ObjectNode innermost = schema;
        for (int i = 0; i < 160; i++) {
            innermost = innermost.putObject("properties").putObject("x");
        }
        innermost.put("exclusiveMinimum", true).put("minimum", 1);
        assertThat(Draft2020.of(schema).findValue("exclusiveMinimum").asInt()).isEqualTo(1);
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.valueOrNull(text.replace('\'', '"')));
    }
}
