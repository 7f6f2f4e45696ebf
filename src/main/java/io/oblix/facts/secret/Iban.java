package io.oblix.facts.secret;

import java.util.HashMap;
import java.util.Map;

/** International bank account numbers: a country, its length, and the remainder 1 modulo 97; in groups of four or in one. */
final class Iban {

    private static final int MAX_LENGTH = 34;

    /** The length in each country of SWIFT's registry. */
    private static final Map<String, Integer> LENGTHS = new HashMap<>();

    static {
        String registry =
                "NO15 BE16 DK18 FI18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 CH21 HR21"
                        + " LI21 LV21 BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24"
                        + " CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27"
                        + " MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30"
                        + " KW30 MU30 YE30 MT31 SC31 LC32 RU33";
        for (String country : registry.split(" ")) {
            LENGTHS.put(country.substring(0, 2), Integer.valueOf(country.substring(2)));
        }
    }

    private Iban() {}

    /** Whether one begins with this token. */
    static boolean beginsAt(CharSequence text, int from) {
        if (!Chars.is(text.charAt(from), Chars.UPPER)
                || !Chars.is(Chars.at(text, from + 1), Chars.UPPER)
                || !Chars.is(Chars.at(text, from + 2), Chars.DIGIT)
                || !Chars.is(Chars.at(text, from + 3), Chars.DIGIT)) {
            return false;
        }
        Integer length = LENGTHS.get(text.subSequence(from, from + 2).toString());
        StringBuilder number = new StringBuilder(MAX_LENGTH);
        int i = from;
        while (length != null && number.length() < length) {
            char c = Chars.at(text, i);
            if (Chars.is(c, Chars.UPPER | Chars.DIGIT)) {
                number.append(c);
            } else if ((c != ' ' && c != '\u00A0') || number.length() % 4 != 0) {
                return false;
            }
            i++;
        }
        return length != null && !Chars.is(Chars.at(text, i), Chars.TOKEN) && remainder(number) == 1;
    }

    private static int remainder(CharSequence number) {
        int remainder = 0;
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt((i + 4) % number.length());
            remainder = c <= '9' ? (remainder * 10 + c - '0') % 97 : (remainder * 100 + c - 'A' + 10) % 97;
        }
        return remainder;
    }
}
