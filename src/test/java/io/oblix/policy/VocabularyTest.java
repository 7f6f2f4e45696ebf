package io.oblix.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import io.oblix.policy.Vocabulary.Fact;
import io.oblix.policy.file.Situations;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyTest {

    private final Vocabulary vocabulary = new Vocabulary(Situations.ORDINARY);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        OblixMachine.cpuPercent  |
        OblixCloud.available     |
        OblixMachine.cpuPercnt   | OblixMachine has no cpuPercnt; it has state, executionTarget, cpuPercent
        OblixWeather.state       | there is no header OblixWeather; there are OblixCloud, OblixKey, OblixLocal, OblixMachine
        OblixMachine             | OblixMachine has no ; it has state
        """)
    void aFactThatDoesNotExistIsNamedWithThoseThatDo(String fact, @Nullable String complaint) {
        assertComplaint(vocabulary.complaint(Fact.of(fact)), complaint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        OblixMachine.cpuPercent  | 12.5       |
        OblixMachine.cpuPercent  | high       | OblixMachine.cpuPercent is a number, never 'high'
        OblixRequest.hasTools    | true       |
        OblixRequest.hasTools    | yes        | OblixRequest.hasTools is true or false, never 'yes'
        OblixNetwork.state       | DEGRADED   |
        OblixNetwork.state       | degraded   | never 'degraded'; it is one of OPTIMAL, DEGRADED, DISCONNECTED
        OblixRequest.privacy     | local-only |
        OblixRequest.privacy     | private    | it is one of any, local-only
        OblixRequest.model       | anything   |
        OblixRequest.modle       | anything   | OblixRequest has no modle
        """)
    void aValueThatAFactNeverHasIsRejected(String fact, String value, @Nullable String complaint) {
        assertComplaint(vocabulary.complaint(Fact.of(fact), value), complaint);
    }

    private static void assertComplaint(@Nullable String actual, @Nullable String expected) {
        if (expected == null) {
            assertThat(actual).isNull();
        } else {
            assertThat(actual).contains(expected);
        }
    }

    @Test
    void eachHeaderIsReadFromItsOwnRecord() {
        for (String header : new String[] {"OblixRequest", "OblixLocal", "OblixCloud"}) {
            Fact model = Fact.of(header + ".model");
            assertThat(String.valueOf(Situations.ORDINARY.asHeaders().get(header)))
                    .contains("model=" + Vocabulary.value(Situations.ORDINARY, model) + ",");
        }
        assertThat(Vocabulary.value(Situations.ORDINARY, Fact.of("OblixMachine.cpuPercent")))
                .isEqualTo(Situations.ORDINARY.machine().cpuPercent());
        assertThat(Vocabulary.value(Situations.ORDINARY, Fact.of("OblixNetwork.state")))
                .isEqualTo(Situations.ORDINARY.network().state());
    }

    @Test
    void theSchemaOfExamplesOffersEachFactWithItsValues() throws Exception {
        JsonNode schema = Json.MAPPER.readTree(Files.readString(Path.of("routes", "examples.schema.json")));
        JsonNode facts = schema.at("/items/properties/given/properties");
        Set<String> expected = new TreeSet<>();
        Situations.ORDINARY.asHeaders().forEach((header, record) -> {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                expected.add(header + "." + component.getName());
            }
        });

        assertThat(facts.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(expected);
        facts.properties().forEach(fact -> {
            Class<?> type = vocabulary.typeOf(Fact.of(fact.getKey()));
            JsonNode definition = fact.getValue();
            for (JsonNode value : definition.path("enum")) {
                assertThat(vocabulary.complaint(Fact.of(fact.getKey()), value.asText()))
                        .isNull();
            }
            if (type.isEnum()) {
                assertThat(definition.path("enum")).as(fact.getKey()).hasSize(type.getEnumConstants().length);
            } else if (!definition.has("enum")) {
                assertThat(definition.path("type").asText())
                        .as(fact.getKey())
                        .isEqualTo(type == boolean.class ? "boolean" : type.isPrimitive() ? "number" : "string");
            }
        });
    }
}
