package io.oblix.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    private static DatabaseUrl url(String text) {
        DatabaseUrl url = DatabaseUrl.of(text);
        assertThat(url).isNotNull();
        return url;
    }

    @Test
    void aFileInTheHomeOfTheUserIsFound() {
        DatabaseUrl url = url("jdbc:sqlite:~/.oblix/ledger.db?cache_size=100");

        assertThat(url.file()).isEqualTo(Path.of(System.getProperty("user.home"), ".oblix", "ledger.db"));
        assertThat(url.jdbc()).isEqualTo("jdbc:sqlite:" + url.file() + "?cache_size=100");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db:5432/oblix?user=me&password=hush, jdbc:postgresql://db:5432/oblix",
        "jdbc:postgresql://me:hush@db/oblix, jdbc:postgresql://db/oblix",
        "jdbc:postgresql://me:hu@hush/x@db:5432/oblix?user=me, jdbc:postgresql://db:5432/oblix"
    })
    void aPasswordIsNotShown(String jdbc, String shown) {
        DatabaseUrl url = url(jdbc);

        assertThat(url.shown()).isEqualTo(shown);
        assertThat(url.toString()).doesNotContain("hush");
        assertThat(url.jdbc()).isEqualTo(jdbc);
    }

    @Test
    void aMessageThatQuotesThePasswordIsMasked() {
        DatabaseUrl url = url("jdbc:postgresql://db/oblix?user=me&password=hush");

        assertThat(url.masked("no hush for " + url.jdbc())).isEqualTo("no *** for jdbc:postgresql://db/oblix");
    }

    @Test
    void aMessageThatNamesAHostWithAPasswordBeforeItIsMasked() {
        DatabaseUrl url = url("jdbc:postgresql://me:hush@db:5432/oblix");

        assertThat(url.masked("unknown host me:hush@db")).isEqualTo("unknown host ***@db");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:sqlite:file:/data/ledger.db, jdbc:sqlite:/data/ledger.db",
        "jdbc:sqlite:file:///data/ledger.db?cache_size=9, jdbc:sqlite:/data/ledger.db?cache_size=9",
        "jdbc:sqlite:file::memory:, jdbc:sqlite::memory:"
    })
    void aFileMayBeNamedAsAUri(String text, String jdbc) {
        assertThat(url(text).jdbc()).isEqualTo(jdbc);
    }

    @ParameterizedTest
    @ValueSource(strings = {"banana", "jdbc:mysql://db/oblix", "jdbc:sqlite:", "postgresql://db/oblix", "OFF"})
    void anotherAddressIsNone(String text) {
        assertThat(DatabaseUrl.of(text)).isNull();
    }
}
