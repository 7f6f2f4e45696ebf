package io.oblix.facts.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which texts hold a secret, and which only look so. All keys here are made up, and none stands in one piece, so that
 * scanners of repositories do not take them for real ones.
 */
class SecretsTest {

    private static final String BODY = Base64.getEncoder()
            .encodeToString(IntStream.range(0, 96)
                    .mapToObj(i -> Character.toString(33 + i * 7 % 90))
                    .reduce("", String::concat)
                    .getBytes(StandardCharsets.US_ASCII));

    private static boolean isSecret(String text) {
        Sensitive found = new Sensitive();
        found.look(text);
        return found.hasSecrets();
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of("ghp_ of GitHub or npm", "gh" + "p_Ky9Pf34qY6Nb3wWD25RQ4F5ZR3qa7y3gm1IL"),
                Arguments.of("gho_ of GitHub or npm", "gh" + "o_Eeeby3abP3E2Zs8IQ9Y7aJZqhB6bae2dTjzx"),
                Arguments.of("ghs_ of GitHub or npm", "gh" + "s_CN6Zj4a3dDVhYRnKTbxTNJFoBinF5a42GyMy"),
                Arguments.of("npm_ of GitHub or npm", "np" + "m_JXVuLkSIc47WQAmL9xVQ2zg4mZaouq416qWT"),
                Arguments.of(
                        "fine-grained of GitHub",
                        "githu"
                                + "b_pat_KLiMcVbpT4r5yHUig43kiJ_fahqSIjOugM1yTMAd7V3DnI8lFPPwtV5ASPZHu8qRtZHjQMhuOzE95B9EgE"),
                Arguments.of("GitLab", "glp" + "at-0VrbBGI09QYNdaKy8isW"),
                Arguments.of("Slack's bot", "xo" + "xb-258390786666-36176031372-7Lc360a9Y6yNd14tDdO9eGzM"),
                Arguments.of("Stripe", "sk_l" + "ive_cNU77sVTUUJ596lLlGUriAX1"),
                Arguments.of("Google", "AI" + "zaQkI3cBXkLjSgSOUpTP-j33ZyXOivikASDTy"),
                Arguments.of("Google's client secret", "GOC" + "SPX-PhQz0ziAFnPzMtgBoxpAKLG3JxIy"),
                Arguments.of("OpenAI's first form", "s" + "k-gxM9ZZ810pkf6Xlx8RtCT3BlbkFJqtD1GDIWFmbKGYQr83wl"),
                Arguments.of(
                        "OpenAI's of a project",
                        "sk-p"
                                + "roj-jwrGJ2uN0JMIyF7fzD7VOZ5Cv38ufPZvzVXPvHrFoue9Us9RcFJkIWHxSCo_KSKtphrPjeBk2hT3BlbkFJwu2ngb8ETDAXY5NYGsXpJ-fBZ7Ns9Y2BXAS8XFw1hrYG5UEKX6NPddQbvMYi2W412OyVvDt-od"),
                Arguments.of(
                        "Anthropic",
                        "sk-ant"
                                + "-api03-RThPHpi6G19WtK7AmaVb5wNKYv0XkgfV4dRjN0gmAyZPV0BXBIp5o2ccTAJnf-JaI5sH2TA35HkDmv62V_X0w8B8yW9XUAA"),
                Arguments.of(
                        "OpenRouter", "sk-o" + "r-v1-67efc2f91624a8940f1f836f99eee3692f09e2e8c662248b483b7ffc050fec94"),
                Arguments.of("DeepSeek", "s" + "k-dbca3a0aac36098b2cc2bd818319478d"),
                Arguments.of("Groq", "gs" + "k_WKCnNozRu1pmePwuyZZDk53xkQSdm8ftIV3wxZ8AUQLIJGllfGPf"),
                Arguments.of(
                        "xAI",
                        "xa" + "i-FJUZgP7AfA4DWvpVZESwLmSR8ZCF5BLZ5KFNGpaCu1ltQOQlXDOHLm3VHazN8hWXeotsD5HvFOPfSRzJ"),
                Arguments.of("Hugging Face", "h" + "f_BICbtwzelfAEZhdcPyGOJJhrGuspwdFjxC"),
                Arguments.of("SendGrid", "S" + "G.0GT4cGWtEC9cOnXS01cwZe.VyUV3qd72O-rAWTslT-4hrkoP0b8Q-PdOTxSXbD-NS_"),
                Arguments.of(
                        "DigitalOcean", "dop" + "_v1_d14c1604d115cea325a65e19cbae530282bd36cb9d21f6be6abf0d7c1c1e2186"),
                Arguments.of("Shopify", "shp" + "at_2ab8a18a8902073fec8df4f50947aaeb"),
                Arguments.of(
                        "PyPI",
                        "pypi"
                                + "-AgEAPoKVq84zfKsD9XAQCr-vMTHrwUFbbZYlWXPuVNVUJaOf8oWVTCx4D0yTvl5bTF6OO9lMvX0DiR4lhI5QW4Q1fqlNd9Q4-z8qCoJBKoYqadr6djrr2kPopQ0"),
                Arguments.of("Mailgun", "ke" + "y-d5d32cbe54014c2b54b95523cf6941fa"),
                Arguments.of("Databricks", "da" + "pi1c257c6f561c5cb347611a3ce9d97dcb"),
                Arguments.of(
                        "Vault",
                        "hv"
                                + "s.vuM20_xUvwMypD8GjtkBu55GAeA6mH38EOG_aLS8iWKfZwIWzQXUel4PNpKZfmLXE6kvDWolXmlIkgAuTM6bWde04SJbtrk"),
                Arguments.of(
                        "Google's access token",
                        "ya"
                                + "29.6G_T5260jcDjSqcHQkyKH1VJvC8IYpX17iu-VL0573pNUK7D1PIqPrMd8c6z0mtxAvMSDXT4FgX6YtXbRA1LXUPKfOngUmyy03tTdRo9LI43EDKiI335H585"),
                Arguments.of(
                        "Azure's newer key",
                        "4sbmNCqzqY" + "vg4utmwjyO6FDD722yswpme5qmeeIU686omfDIKLRGJQQJ991MGxI3jmNwKnzcWUsIdl1oQ1RX"),
                Arguments.of("Entra's client secret", "n6M8Q~y6RB" + "aLt0Pa60i_C_N-i.XKaRT-LEA_DfjC"),
                Arguments.of(
                        "web token",
                        "eyJhbGciOi"
                                + "JIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0NzExIiwiaWF0IjoxNzAwMDAwMDAwfQ.poBs3lQcXsLmTwG4ifJvfLxuWTGgxUOYcJJVfiKUfOX"),
                Arguments.of(
                        "Discord's bot", "OTE4MjczNj" + "Q1NTQ2MzcyODE5.zk6Azg.DPnJIcctZPDDZQnx41ptSbx2IWp0VtrTTNFwte"),
                Arguments.of("Telegram's bot", "8213648297" + ":AAXCrVpKWszw2qNf1n_D4WRKPiCwQy2lhqw"),
                Arguments.of("age", "AGE-SECR" + "ET-KEY-1DTE8KRS3CERQY66KSXWNEWEAD2GYV7WFK6AJG7KW3CSMT7Q3K0N57LM9HF"),
                Arguments.of(
                        "Azure's storage account",
                        "Accou"
                                + "ntKey=IQDB7XF2nE0E8LzaWp2WYjGsmw7C59QVGT/x04rsiJAH5uLn0ZgfUx++tsjLEE/x313xIxeJ2Idp6dHUrcNbWA=="),
                Arguments.of("a service bus", "SharedAc" + "cessKey=A+0WoibLG5W/HNYDOgZFqL9K8AInJLI1ABun86OQbhI="),
                Arguments.of(
                        "AWS by its name", "aws_secret_a" + "ccess_key = 7sfsp5+MAUubvQFAvQizm7qv/BlDuxeU3x6KJKva"),
                Arguments.of("AWS in JSON", "\"SecretAcc" + "essKey\": \"+ezPOymkhy9Y9rvGz6Kzcx+PsFhuPO7IjYEVJ2I1\""),
                Arguments.of(
                        "AWS, id and secret",
                        "export A=A" + "KIAZKFTM7NF4HHQ2OI6\nexport B=o0Y6fmbcpI5P3/YOpLb/e4Z7k3cVcsznhcP4JE6z"),
                Arguments.of(
                        "Twilio, id and secret",
                        "ACf7f505ae" + "f9ebdd25b001a3ff416d4a3b / af69dad8199bfca8b6f3a6a9421cc1c9"),
                Arguments.of(
                        "hook of Slack",
                        "https://hooks.sla" + "ck.com/services/T0602CU3WY/B0O95D2TB6/gBt2Qn6wxf0Ntq8oJZjGtJBQ"),
                Arguments.of("PostgreSQL's URL", "postgre" + "s://app:2K1Rafbxw3VaX2@db.intern:5432/app"),
                Arguments.of("a proxy's URL", "http:" + "//bot:k4Rk!7z@10.0.0.7:3128"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void aKeyIsFoundWhereverItStands(String issuer, String key) {
        assertThat(isSecret(key)).isTrue();
        assertThat(isSecret("Why does this fail? KEY=" + key + "\nIt worked yesterday."))
                .isTrue();
        assertThat(isSecret("{\"key\":\"" + key + "\"}")).isTrue();
        assertThat(isSecret("密钥是" + key + "。")).isTrue();
        assertThat(isSecret("{\"output\":\"first\\n" + key.replace("\n", "\\n") + "\\nlast\"}"))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void aKeyThatIsCutShortOrHasPlaceholdersIsNone(String issuer, String key) {
        assertThat(isSecret(key.substring(0, key.length() / 2))).isFalse();
        assertThat(isSecret(key.substring(0, Math.min(12, key.length() / 3)) + "x".repeat(key.length())))
                .isFalse();
        assertThat(isSecret(key.substring(0, Math.min(12, key.length() / 3)) + "..."))
                .isFalse();
    }

    static Stream<String> privateKeys() {
        return Stream.of(
                block("-----BEGIN PRIVATE KEY-----", ""),
                block("-----BEGIN RSA PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,9F2C\n\n"),
                block("-----BEGIN EC PRIVATE KEY-----", ""),
                block("-----BEGIN OPENSSH PRIVATE KEY-----", ""),
                block("-----BEGIN PGP PRIVATE KEY BLOCK-----", "Version: GnuPG v2\n\n"),
                block("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", "Comment: \"rsa\"\n"),
                "{\"private_key\": \""
                        + block("-----BEGIN PRIVATE KEY-----", "").replace("\n", "\\n") + "\"}",
                "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-" + "Lines: 1\n" + BODY);
    }

    private static String block(String header, String before) {
        return header + "\n" + before + BODY.substring(0, 64) + "\n" + BODY.substring(64) + "\n"
                + header.replace("BEGIN", "END");
    }

    @ParameterizedTest
    @MethodSource("privateKeys")
    void aPrivateKeyIsFoundInEachOfItsForms(String key) {
        assertThat(isSecret(key)).isTrue();
        assertThat(isSecret("here it is:\n" + key)).isTrue();
        assertThat(isSecret("{\"output\":\"here\\n" + key.replace("\n", "\\n") + "\"}"))
                .as("the output of a tool")
                .isTrue();
        assertThat(isSecret("@@ -1,4 +0,0 @@\n-" + key.replace("\n", "\n-")))
                .as("a diff that takes it away")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B...\n-----END PRIVATE KEY-----",
                "if (line.startsWith(\"-----BEGIN PRIVATE KEY-----\")) { readTheBodyOfTheKey(line); }",
                "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ",
                "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAlRuRnThUjU8xq4Vn",
                "------------------------------\nBEGIN PRIVATE KEY",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx8m3mR0c4Xc0m5GZt7y2p3s8wQkd5JkN3v0Qk1a2b3 me@host",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "550e8400-e29b-41d4-a716-446655440000",
                "sk-learn and sk-circle-fade-dot are names; so is sk-1234",
                "sk-proj-your-openai-api-key-goes-here-and-must-be-long-enough-to-look-real",
                "sk-ant-api03-XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
                "ghp_0123456789abcdefghijABCDEFGHIJ012345",
                "ghp_[A-Za-z0-9]{36} is how the form is written",
                "AKIAIOSFODNN7EXAMPLE alone is the name of a key",
                "AC0123456789abcdef0123456789abcdef is the name of an account",
                "AKIAIOSFODNN7EXAMPLE of da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "aws_secret_access_key = <your secret access key, which has forty>",
                "AccountKey=...;EndpointSuffix=core.windows.net",
                "pk_live_51H8xQ2eZvKYlo2C0aB9c8D7e6F5 and sk_test_4eC39HqLyjWDarjtT1zdp7dc",
                "AIzaSy and AIzaSyD-short",
                "eyJhbGciOiJIUzI1NiJ9 is the head of a web token",
                "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0NzExIn0.",
                "eyJub3QiOiJhIGhlYWQifQ.eyJzdWIiOiI0NzExIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV",
                "https://example.org/a:b@c and http://localhost:8080/@me",
                "postgres://user:password@localhost:5432/db",
                "postgres://postgres:postgres@localhost/app",
                "mysql://root:${DB_PASSWORD}@db/app and amqp://bot:<secret>@mq",
                "redis://default:****@10.0.0.1:6379",
                "ftp://me:hunter2@ftp.example.com/pub",
                "https://github.com:443/oblix/a@b",
                "hooks.slack.com/services/T000/B000/XXXX",
                "8213648297:AA is a time of day",
                "the file hvs.py and the file SG.tsv",
                "1.2.3-beta.4+exp.sha.5114f85"
            })
    void aLookAlikeIsNoSecret(String text) {
        assertThat(isSecret(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void picturesAndHashesInBase64AreNone(int seed) {
        byte[] picture = new byte[60_000];
        new Random(seed).nextBytes(picture);
        String base64 = Base64.getMimeEncoder().encodeToString(picture);

        assertThat(isSecret("data:image/png;base64," + base64)).isFalse();
        assertThat(isSecret(Base64.getUrlEncoder().encodeToString(picture))).isFalse();
    }
}
