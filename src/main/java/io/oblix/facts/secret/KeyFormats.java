package io.oblix.facts.secret;

import io.oblix.facts.secret.KeyFormat.Rest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The formats of keys that a prefix tells, as their issuers document them. Keys for tests only (Stripe's
 * {@code sk_test_}) and public ones ({@code pk_live_}) are no secrets.
 */
final class KeyFormats {

    private static final int ANY = 300;
    private static final int ASCII = 128;
    private static final KeyFormat[] NONE = {};
    private static final KeyFormat[][] BY_FIRST = new KeyFormat[ASCII][];

    static {
        List<KeyFormat> all = new ArrayList<>();
        for (String github : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_")) {
            all.add(new KeyFormat(github, Chars.WORD, 36, 36, Rest.CRC32));
        }
        all.add(new KeyFormat("github_pat_", Chars.WORD | Chars.UNDERSCORE, 82, 82, Rest.MIXED));
        for (String gitlab : List.of(
                "glpat-",
                "gldt-",
                "glrt-",
                "glrtr-",
                "glcbt-",
                "glptt-",
                "glft-",
                "glimt-",
                "glagent-",
                "glsoat-",
                "gloas-",
                "glffct-")) {
            all.add(new KeyFormat(gitlab, Chars.TOKEN, 20, ANY, Rest.MIXED));
        }
        for (String slack : List.of("xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xapp-")) {
            all.add(new KeyFormat(slack, Chars.TOKEN, 24, ANY, Rest.PARTS));
        }
        // The longer prefix of two first.
        all.add(new KeyFormat("sk-ant-", Chars.TOKEN, 80, ANY, Rest.MIXED));
        all.add(new KeyFormat("sk-or-v1-", Chars.WORD, 64, 64, Rest.HEX));
        all.add(new KeyFormat("sk-", Chars.TOKEN, 32, ANY, Rest.OPENAI));
        all.add(new KeyFormat("AIza", Chars.TOKEN, 35, 35, Rest.MIXED));
        all.add(new KeyFormat("GOCSPX-", Chars.TOKEN, 28, 28, Rest.MIXED));
        all.add(new KeyFormat("hf_", Chars.WORD, 34, 40, Rest.LETTERS));
        all.add(new KeyFormat("AGE-SECRET-KEY-1", Chars.WORD, 58, 58, Rest.MIXED));
        for (String hex : List.of("dop_v1_", "doo_v1_", "dor_v1_", "sntryu_")) {
            all.add(new KeyFormat(hex, Chars.WORD, 64, 64, Rest.HEX));
        }
        for (String hex : List.of("shpat_", "shpca_", "shppa_", "shpss_", "key-", "dapi")) {
            all.add(new KeyFormat(hex, Chars.WORD, 32, 32, Rest.HEX));
        }
        all.add(new KeyFormat("rubygems_", Chars.WORD, 48, 48, Rest.HEX));
        all.add(new KeyFormat("sbp_", Chars.WORD, 40, 40, Rest.HEX));
        mixed(all, "sk_live_", Chars.WORD, 16, ANY);
        mixed(all, "rk_live_", Chars.WORD, 16, ANY);
        mixed(all, "whsec_", Chars.WORD, 32, ANY);
        mixed(all, "xai-", Chars.WORD, 80, 80);
        mixed(all, "gsk_", Chars.WORD, 52, 52);
        mixed(all, "pplx-", Chars.WORD, 48, 56);
        mixed(all, "r8_", Chars.WORD, 37, 37);
        mixed(all, "sq0atp-", Chars.TOKEN, 22, 22);
        mixed(all, "sq0csp-", Chars.TOKEN, 43, 43);
        mixed(all, "pypi-AgE", Chars.TOKEN, 70, ANY);
        mixed(all, "dckr_pat_", Chars.TOKEN, 27, 27);
        mixed(all, "lin_api_", Chars.WORD, 40, 40);
        mixed(all, "ntn_", Chars.WORD, 46, 50);
        mixed(all, "secret_", Chars.WORD, 43, 43);
        mixed(all, "figd_", Chars.TOKEN, 40, 44);
        mixed(all, "PMAK-", Chars.TOKEN, 59, 59);
        mixed(all, "NRAK-", Chars.WORD, 27, 27);
        mixed(all, "glsa_", Chars.WORD | Chars.UNDERSCORE, 41, 41);
        mixed(all, "pscale_tkn_", Chars.TOKEN, 32, 64);
        mixed(all, "pscale_pw_", Chars.TOKEN, 32, 64);
        mixed(all, "tskey-auth-", Chars.TOKEN, 20, ANY);
        mixed(all, "ATATT3xFfGF0", Chars.TOKEN, 100, ANY);
        all.forEach(KeyFormats::add);
    }

    private KeyFormats() {}

    private static void mixed(List<KeyFormat> all, String prefix, int alphabet, int least, int most) {
        all.add(new KeyFormat(prefix, alphabet, least, most, Rest.MIXED));
    }

    private static void add(KeyFormat format) {
        char first = format.prefix().charAt(0);
        KeyFormat[] before = BY_FIRST[first] == null ? NONE : BY_FIRST[first];
        KeyFormat[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = format;
        BY_FIRST[first] = after;
    }

    /** Whether a whole token is a key. */
    static boolean fit(CharSequence text, int from, int to) {
        char first = text.charAt(from);
        KeyFormat[] formats = first < ASCII ? BY_FIRST[first] : null;
        if (formats != null) {
            for (KeyFormat format : formats) {
                if (Chars.startsWith(text, from, format.prefix())) {
                    return format.fits(text, from, to);
                }
            }
        }
        return false;
    }
}
