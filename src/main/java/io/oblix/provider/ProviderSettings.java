package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.settings.SettingsReader;
import io.oblix.settings.StartFailure;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one provider is created from.
 *
 * @param name under which it is to be known
 * @param read for settings of its own
 * @param cloudKey of the cloud model's provider, which wins over the provider's own key; null for every other provider
 */
public record ProviderSettings(
        String name, SettingsReader read, @Nullable String cloudKey) {

    /** Of calls, which some programs want as part of the address. */
    private static final Pattern CALL_PATH =
            Pattern.compile("(?<=/v1)(?:/v1)*(?:/(?:chat/)?completions|/embeddings|/responses)*$"
                    + "|(?:/(?:chat/)?completions|/embeddings|/responses)+$");

    /** RFC 3986. */
    private static final Pattern QUERY = Pattern.compile("\\?(?:[\\w.~!$&'()*+,;=:@/?-]|%[0-9a-fA-F]{2})*");

    private static final String CLOUD_KEY = "oblix.cloud-api-key";

    /**
     * The endpoint of a provider in the cloud with settings of its own, {@code oblix.NAME.base-url} and {@code .api-key}.
     *
     * @param variable how the vendor's common variables begin, such as {@code OPENAI}
     * @param keyRequired whether an address refuses calls without a key
     */
    public Endpoint ownEndpoint(String variable, Predicate<String> keyRequired) throws StartFailure {
        return ownEndpoint(variable, keyRequired, CALL_PATH);
    }

    /**
     * The same for an API with paths of its own.
     *
     * @param callPath what is cut off the address, because it is added to it in each call
     */
    public Endpoint ownEndpoint(String variable, Predicate<String> keyRequired, Pattern callPath) throws StartFailure {
        String setting = "oblix." + name;
        String written = read.text(setting + ".base-url", variable + "_BASE_URL");
        String url = url(setting, written, callPath);
        String keyVariable = variable + "_API_KEY";
        return new Endpoint(
                name,
                Side.CLOUD,
                url,
                key(setting, read.text(setting + ".api-key", keyVariable)),
                keyRequired.test(url),
                keyVariable + " or " + setting + ".api-key",
                query(setting, written));
    }

    /**
     * The endpoint of {@code oblix.provider.NAME} settings.
     *
     * @param preset the base URL of a program on this machine; null where the user must give one
     */
    public Endpoint namedEndpoint(@Nullable String preset) throws StartFailure {
        String setting = "oblix.provider." + name;
        if (read.text(setting + ".uri") != null) {
            // Without the value: it may hold a secret.
            throw StartFailure.settings(setting + ".uri: " + name
                    + " is reached by a base URL; choose another name for the Camel endpoint");
        }
        String url = read.text(setting + ".base-url");
        String written = url == null ? preset : url;
        return new Endpoint(
                name,
                side(preset == null ? Side.CLOUD : Side.LOCAL),
                url(setting, written, CALL_PATH),
                key(setting, read.text(setting + ".api-key")),
                false,
                setting + ".api-key",
                query(setting, written));
    }

    /** The window of its models by {@code oblix.provider.NAME.context}, in tokens; 0 where it is not set. */
    public int contextTokens() throws StartFailure {
        String setting = "oblix.provider." + name + ".context";
        return read.text(setting) == null ? 0 : read.integer(setting, 256, 100_000_000);
    }

    /** The same for a provider with settings of its own, by {@code oblix.NAME.context}. */
    public int ownContextTokens() throws StartFailure {
        String setting = "oblix." + name + ".context";
        return read.text(setting) == null ? 0 : read.integer(setting, 256, 100_000_000);
    }

    /** The side of {@code oblix.provider.NAME.side}, or else this one. */
    public Side side(Side standard) throws StartFailure {
        String setting = "oblix.provider." + name + ".side";
        if (read.text(setting) == null) {
            return standard;
        }
        return read.word(setting, "local", "cloud").equals("local") ? Side.LOCAL : Side.CLOUD;
    }

    /** Without the query, and without the path of a call. */
    private String url(String setting, @Nullable String url, Pattern callPath) throws StartFailure {
        String name = setting + ".base-url";
        String written = SettingsReader.required(name, url);
        int query = written.indexOf('?');
        String base = read.url(name, query < 0 ? written : written.substring(0, query), written);
        return callPath.matcher(base).replaceFirst("");
    }

    private static String query(String setting, @Nullable String url) throws StartFailure {
        int query = url == null ? -1 : url.indexOf('?');
        if (url == null || query < 0 || query == url.length() - 1) {
            return "";
        } else if (!QUERY.matcher(url.substring(query)).matches()) {
            throw StartFailure.setting(
                    setting + ".base-url",
                    "(not shown: it may hold a secret)",
                    "a query such as ?api-version=2024-10-21, without a fragment and with anything unusual as %XX");
        }
        return url.substring(query);
    }

    private @Nullable String key(String setting, @Nullable String own) throws StartFailure {
        return cloudKey == null ? checkedKey(setting + ".api-key", own) : checkedKey(CLOUD_KEY, cloudKey);
    }

    /** @throws StartFailure when it cannot be a key */
    public static @Nullable String checkedKey(String name, @Nullable String key) throws StartFailure {
        if (key != null && key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            // Without the value: it is a secret all the same.
            throw StartFailure.settings(name + " holds a space or a character that no key has");
        }
        return key;
    }

    static ProviderSettings of(String name, SettingsReader read, @Nullable ModelName cloudModel) {
        boolean cloudsOwn = cloudModel != null && cloudModel.provider().equals(name);
        return new ProviderSettings(name, read, cloudsOwn ? read.text(CLOUD_KEY) : null);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ProviderSettings[" + name + "]";
    }
}
