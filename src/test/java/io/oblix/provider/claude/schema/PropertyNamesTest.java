package io.oblix.provider.claude.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyNamesTest {

    private static final Pattern ACCEPTED = Pattern.compile("[a-zA-Z0-9_.-]{1,64}");

    private static final JsonNode EVERYWHERE = json("""
            {"type":"object",
             "properties":{"$filter":{"type":"string","description":"OData"},"filter[name]":true,"a/b":{"not":{}},"c":false,
               "list":{"type":"array","items":{"type":"object","properties":{"x y":{}},"required":["x y"]}},
               "either":{"anyOf":[{"properties":{"@id":{}}},{"oneOf":[{"properties":{"größe":{}}}]}]},
               "tuple":{"prefixItems":[{"properties":{"#1":{}}}]},
               "same":{"$ref":"#/properties/a~1b"},"also":{"$ref":"#/properties/%24filter"},
               "def":{"$ref":"#/$defs/$filter"},
               "map":{"additionalProperties":{"properties":{"":{}}}}},
             "required":["$filter","list"],
             "dependentRequired":{"$filter":["filter[name]"]},
             "dependentSchemas":{"a/b":{"properties":{"a/b":{}}}},
             "default":{"$filter":"x","list":[{"x y":1}]},
             "$defs":{"$filter":{"properties":{"§":{}}}},
             "definitions":{"d":{"properties":{"a:b":{}}}}}""");

    @Test
    void eachNameThatIsRefusedHasAnotherWhereverItStands() {
        PropertyNames names = PropertyNames.of(EVERYWHERE);
        JsonNode before = EVERYWHERE.deepCopy();
        JsonNode schema = names.inSchema(EVERYWHERE);

        assertThat(names.sent())
                .containsOnlyKeys("$filter", "filter[name]", "a/b", "x y", "@id", "größe", "#1", "", "§", "a:b");
        assertThat(names.sent().values()).doesNotHaveDuplicates().allMatch(ACCEPTED.asMatchPredicate());
        assertThat(propertyNames(schema)).allMatch(ACCEPTED.asMatchPredicate());
        String filter = sent(names, "$filter");
        String slash = names.sent().get("a/b");
        assertThat(schema.path("required")).hasToString("[\"" + filter + "\",\"list\"]");
        assertThat(schema.at("/properties/list/items/required/0").asText())
                .isEqualTo(names.sent().get("x y"));
        assertThat(schema.path("dependentRequired").path(filter).path(0).asText())
                .isEqualTo(names.sent().get("filter[name]"));
        assertThat(schema.path("dependentSchemas")
                        .path(slash)
                        .path("properties")
                        .has(slash))
                .isTrue();
        assertThat(schema.at("/properties/same/$ref").asText()).isEqualTo("#/properties/" + slash);
        assertThat(schema.at("/properties/also/$ref").asText()).isEqualTo("#/properties/" + filter);
        assertThat(schema.at("/properties/def/$ref").asText()).isEqualTo("#/$defs/$filter");
        assertThat(schema.path("default").path(filter).asText()).isEqualTo("x");
        assertThat(schema.path("default").path("list").path(0).has(names.sent().get("x y")))
                .isTrue();
        assertThat(EVERYWHERE).as("the client's").isEqualTo(before);
    }

    @Test
    void theDescriptionKeepsTheNameOfTheClient() {
        PropertyNames names = PropertyNames.of(EVERYWHERE);
        JsonNode properties = names.inSchema(EVERYWHERE).path("properties");
        assertThat(properties
                        .path(names.sent().get("$filter"))
                        .path("description")
                        .asText())
                .isEqualTo("Stands for `$filter`. OData");
        assertThat(properties.path(names.sent().get("filter[name]"))).hasToString("""
                {"description":"Stands for `filter[name]`."}""");
        assertThat(properties.path(names.sent().get("a/b")).has("not")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b-c_D9", "0", "_"})
    void anAcceptedNameStays(String name) {
        ObjectNode schema = Json.object();
        schema.putObject("properties").putObject(name);
        assertThat(PropertyNames.of(schema)).isSameAs(PropertyNames.NONE);
        assertThat(PropertyNames.NONE.inSchema(schema)).isSameAs(schema);
    }

    @Test
    void namesStayApartAndTheSameFromTurnToTurn() {
        ObjectNode schema = Json.object();
        ObjectNode properties = schema.putObject("properties");
        String longName = "x".repeat(64);
        // The last two are equal without what is refused, and have the same hash.
        List<String> refused =
                List.of("a b", "a/b", longName + "y", longName + "z", "日本", "中国", "\u0430\u0431", "\u0430\u0430\u0001");
        refused.forEach(properties::putObject);
        PropertyNames first = PropertyNames.of(schema);
        assertThat(first.sent().values()).doesNotHaveDuplicates().hasSize(refused.size());
        assertThat(PropertyNames.of(schema.deepCopy())).isEqualTo(first);

        String taken = first.sent().get("a b");
        properties.putObject(taken);
        PropertyNames second = PropertyNames.of(schema);
        assertThat(second.sent().get("a b")).isNotEqualTo(taken);
        assertThat(second.own()).containsEntry(second.sent().get("a b"), "a b");
    }

    @Test
    void namesWithTheSameHashStayApart() {
        ObjectNode schema = Json.object();
        ObjectNode properties = schema.putObject("properties");
        // Aa and BB have the same hash; so have these, whose characters all become the same.
        properties.putObject("\u4e01\u4e20");
        properties.putObject("\u4e02\u4e01");
        assertThat("\u4e01\u4e20".hashCode()).isEqualTo("\u4e02\u4e01".hashCode());
        assertThat(PropertyNames.of(schema).sent().values())
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void argumentsGoThereAndBackInPiecesOfAnySize() {
        PropertyNames names = PropertyNames.of(EVERYWHERE);
        String own = """
                {"$filter":"a \\"$filter\\": {,[","filter[name]": null , "list":[{"x y":1.50},{"x y":{"":[]}}],\
                "either":{"@id":"größe","größe":"\\\\"},"c":["$filter",{"#1":true}],"plain":"_filter"}""";
        String sent = names.inArguments((ObjectNode) json(own)).toString();
        assertThat(sent).doesNotContain("\"x y\":").doesNotContain("\"@id\":");
        for (int at = 0; at <= sent.length(); at++) {
            assertThat(json(restored(names, sent.substring(0, at), sent.substring(at))))
                    .as("split at %d", at)
                    .isEqualTo(json(own));
        }
        assertThat(json(restored(names, sent.split("")))).isEqualTo(json(own));
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            List<String> pieces = new ArrayList<>();
            for (int at = 0; at < sent.length(); ) {
                int end = Math.min(sent.length(), at + 1 + random.nextInt(12));
                pieces.add(sent.substring(at, end));
                at = end;
            }
            assertThat(json(restored(names, pieces.toArray(String[]::new)))).isEqualTo(json(own));
        }
    }

    @Test
    void aKeyThatTheModelEscapesIsUnderstood() {
        PropertyNames names = PropertyNames.of(EVERYWHERE);
        String filter = sent(names, "$filter");
        String escaped = "{\"\\u005f" + filter.substring(1) + "\" : \"x\"}";
        assertThat(restored(names, escaped.split(""))).isEqualTo("{\"$filter\" : \"x\"}");
    }

    @Test
    void whatIsCutOffIsNotLost() {
        PropertyNames names = PropertyNames.of(EVERYWHERE);
        String filter = sent(names, "$filter");
        String cut = "{\"" + filter + "\": 1, \"" + filter;
        assertThat(restored(names, cut)).isEqualTo("{\"$filter\": 1, \"" + filter);
        String longKey = "{\"" + "k".repeat(5_000) + "\":1,\"" + filter + "\":2}";
        assertThat(restored(names, longKey.split(""))).isEqualTo(longKey.replace(filter, "$filter"));
        String malformed = "}]{[\"a\",}" + "[".repeat(3_000);
        assertThat(restored(names, malformed)).isEqualTo(malformed);
    }

    private static String sent(PropertyNames names, String own) {
        return Objects.requireNonNull(names.sent().get(own));
    }

    private static String restored(PropertyNames names, String... pieces) {
        ArgumentNames arguments = new ArgumentNames(names);
        StringBuilder all = new StringBuilder();
        for (String piece : pieces) {
            all.append(arguments.restored(piece));
        }
        return all.append(arguments.rest()).toString();
    }

    private static List<String> propertyNames(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.findValues("properties")
                .forEach(properties -> properties.fieldNames().forEachRemaining(names::add));
        return names;
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.valueOrNull(text));
    }
}
