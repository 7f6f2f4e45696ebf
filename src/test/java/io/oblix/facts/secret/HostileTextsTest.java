package io.oblix.facts.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The work grows with the length of a text and no faster, whatever the text: counted in looks at its characters. */
class HostileTextsTest {

    private static final int LENGTH = 20_000;

    /** Counts the looks at its characters. */
    private static final class Counted implements CharSequence {

        private final String text;
        private long looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            looks += to - from;
            return text.substring(from, to);
        }

        @Override
        public String toString() {
            looks += text.length();
            return text;
        }
    }

    private static long looks(String piece, int length) {
        Counted text = new Counted(piece.repeat(length / piece.length() + 1).substring(0, length));
        Sensitive found = new Sensitive();
        found.look(text);
        assertThat(found.hasSecrets()).isFalse();
        return text.looks;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "7",
                "-",
                "_",
                "@",
                "+",
                "(",
                "~",
                " ",
                "a@",
                "a.b@c.",
                "x@y.zz@",
                "a.a.a@a.aa ",
                "://",
                "a://b:c@",
                "://aaaaaaaaaaaaaaaaaaaaaaaa:",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n",
                "Private-Lines: 1\nab ",
                "sk-",
                "sk-ant-",
                "sk-T3BlbkFJ",
                "ghp_",
                "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18 ",
                "eyJ",
                "eyJ.",
                "eyJ.eyJ.",
                "eyJ.eyJaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-",
                "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.short ",
                "MTIzNDU2Nzg5MDEyMzQ1Njc4.",
                "SG.",
                "hvs.",
                "ya29.a-",
                "AKIAIOSFODNN7EXAMPLE ",
                "AKIAIOSFODNN7EXAMPLE/",
                "SK0123456789abcdef0123456789abcdef ",
                "aws_secret_access_key=",
                "AccountKey=",
                "1Q~",
                "abc1Q~",
                "1 ",
                "12 34 ",
                "4111 ",
                "4111 1111 1111 1112 ",
                "4111-1111-",
                "123.456.789-00 ",
                "85.07.30-033.29 ",
                "52998224726 ",
                "44051401359 ",
                "tel 0",
                "tel 030 12345 ",
                "+1",
                "+1 ",
                "+1-1-1-",
                "+49(0)",
                "(415) ",
                "(415)555-",
                "DE89 ",
                "DE89 3704 0044 0532 0130 0",
                "DE89370400440532013001 ",
                "12345678A ",
                "RSSMRA85T10A562T ",
                "é",
                "密",
                "\u0000"
            })
    void theWorkIsLinear(String piece) {
        long half = looks(piece, LENGTH / 2);
        long whole = looks(piece, LENGTH);

        assertThat(whole).as("looks at %d characters", LENGTH).isLessThan(60L * LENGTH);
        assertThat(whole).isLessThan(half * 2 + half / 10 + 10_000);
    }

    @Test
    void nothingIsReadBehindWhatDecides() {
        Counted text = new Counted("anna@poczta.pl postgres://app:k4Rk7zq@10.0.0.7/db " + "word ".repeat(10_000));
        Sensitive found = new Sensitive();

        found.look(text);

        assertThat(found.hasSecrets() && found.hasPersonalData()).isTrue();
        assertThat(text.looks).isLessThan(1_000);
    }
}
