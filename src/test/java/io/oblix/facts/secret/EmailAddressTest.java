package io.oblix.facts.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    static boolean isPersonal(String text) {
        Sensitive found = new Sensitive();
        found.look(text);
        return found.hasPersonalData();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anna.kowalska@poczta.pl",
                "Write to Jo <jo.o'brien+work@gmail.com>, please.",
                "mailto:m.dupont@univ-lyon1.fr?subject=x",
                "{\"email\":\"k-42@posteo.de\"}",
                "j_smith99@mail.corp.co.uk",
                "Author: Ada L <ada@lovelace.dev>"
            })
    void anAddressOfAPersonIsFound(String text) {
        assertThat(isPersonal(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jane.doe@example.com",
                "john@mail.example.org",
                "a.b@corp.test",
                "Co-Authored-By: Bot <noreply@anthropic.com>",
                "info@bakery.de",
                "support+4711@shop.io",
                "git clone git@github.com:oblix/camel.git",
                "scp file.txt deploy@build.intern.net:srv/www",
                "npm i react@18.2.0 left-pad@next",
                "img/logo@2x.png",
                "a @decorator.setter and @Override",
                "y = q@w.to(device) + v@k.mT",
                "@anna@mastodon.social",
                "postgres://app:k4Rk@db.corp.com/x",
                "https://user@host.corp.com/path",
                "me@localhost and root@10.0.0.1",
                "HEAD@{1} and image@sha256:9f86d081",
                "a@b..com, @b.com, a@.com, a.@b.com, a@-b.com"
            })
    void aLookAlikeIsNone(String text) {
        assertThat(isPersonal(text)).isFalse();
    }
}
