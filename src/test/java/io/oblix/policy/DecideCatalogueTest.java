package io.oblix.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import io.oblix.policy.file.PolicyTrial;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Camel's catalogue, the Kamelet and the schema of policies offer the options that the endpoint has. */
class DecideCatalogueTest {

    /** The part of an option that all three describe. */
    private record Option(
            String description, boolean required, boolean yesOrNo, List<String> words, String defaultValue) {

        static Option of(JsonNode property, boolean required) {
            List<String> words = new ArrayList<>();
            property.path("enum").forEach(word -> words.add(word.asText()));
            return new Option(
                    property.path("description").asText(),
                    required,
                    property.path("type").asText().equals("boolean"),
                    words,
                    property.path("default")
                            .asText(property.path("defaultValue").asText()));
        }
    }

    private static Map<String, Option> annotated() {
        Map<String, Option> options = new TreeMap<>();
        for (Field field : DecideEndpoint.class.getDeclaredFields()) {
            UriPath path = field.getAnnotation(UriPath.class);
            UriParam param = field.getAnnotation(UriParam.class);
            Metadata metadata = field.getAnnotation(Metadata.class);
            if (path != null || param != null) {
                String words = path != null ? path.enums() : param.enums();
                options.put(
                        field.getName(),
                        new Option(
                                path != null ? path.description() : param.description(),
                                metadata != null && metadata.required(),
                                field.getType() == boolean.class,
                                words.isEmpty() ? List.of() : Arrays.asList(words.split(",")),
                                path != null ? path.defaultValue() : param.defaultValue()));
            }
        }
        assertThat(options)
                .containsOnlyKeys("target", "reason", "fallback", "model", "warm", "escalate", "hedge", "sticky");
        return options;
    }

    @Test
    void camelFindsTheComponentAndItsCatalogue() throws Exception {
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            assertThat(context.getComponent("decide")).isInstanceOf(DecideComponent.class);

            JsonNode catalogue = Json.MAPPER.readTree(context.getComponentParameterJsonSchema("decide"));
            UriEndpoint endpoint = DecideEndpoint.class.getAnnotation(UriEndpoint.class);
            assertThat(catalogue.at("/component/scheme").asText()).isEqualTo(endpoint.scheme());
            assertThat(catalogue.at("/component/title").asText()).isEqualTo(endpoint.title());
            assertThat(catalogue.at("/component/syntax").asText()).isEqualTo(endpoint.syntax());
            assertThat(catalogue.at("/component/producerOnly").asBoolean()).isEqualTo(endpoint.producerOnly());
            assertThat(catalogue.at("/component/javaType").asText()).isEqualTo(DecideComponent.class.getName());
            Map<String, Option> options = new TreeMap<>();
            catalogue.path("properties").properties().forEach(property -> {
                JsonNode required = property.getValue().path("required");
                options.put(property.getKey(), Option.of(property.getValue(), required.asBoolean()));
            });
            assertThat(options).isEqualTo(annotated());
        }
    }

    @Test
    void theKameletHasTheSameParameters() throws Exception {
        try (InputStream file = DecideCatalogueTest.class.getResourceAsStream("/kamelets/decide-action.kamelet.yaml")) {
            JsonNode kamelet =
                    Json.MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(file));
            JsonNode definition = kamelet.at("/spec/definition");
            List<String> required = new ArrayList<>();
            definition.path("required").forEach(name -> required.add(name.asText()));
            Map<String, Option> parameters = new TreeMap<>();
            definition
                    .path("properties")
                    .properties()
                    .forEach(property -> parameters.put(
                            property.getKey(), Option.of(property.getValue(), required.contains(property.getKey()))));

            assertThat(parameters).isEqualTo(annotated());
            JsonNode step = kamelet.at("/spec/template/from/steps/0/to");
            parameters
                    .keySet()
                    .forEach(
                            name -> assertThat(step.toString()).containsAnyOf("{{" + name + "}}", "{{?" + name + "}}"));
        }
    }

    @Test
    void theSchemaOfPoliciesHasTheSameOptions() throws Exception {
        JsonNode schema = Json.MAPPER.readTree(Files.readString(Path.of("routes", "policy.schema.json")));
        JsonNode properties = schema.at("/definitions/decide/properties");
        annotated().forEach((name, option) -> {
            JsonNode property = properties.path(name);
            assertThat(property.path("description").asText()).as(name).startsWith(option.description());
            List<String> words = new ArrayList<>();
            property.path("enum").forEach(word -> words.add(word.asText()));
            assertThat(words).as(name).isEqualTo(option.words());
            assertThat(property.path("default").asText()).as(name).isEqualTo(option.defaultValue());
        });
        assertThat(properties.properties()).hasSize(8);
    }
}
