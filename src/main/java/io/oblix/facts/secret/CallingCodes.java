package io.oblix.facts.secret;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The codes of countries and how many digits follow them, as the numbering plans have them. */
final class CallingCodes {

    private static final int MAX_CODE = 3;

    /** Countries that write their numbers in pairs. */
    private static final Set<String> IN_PAIRS =
            Set.of("31", "32", "33", "41", "45", "46", "47", "48", "36", "30", "352");

    private static final String NORTH_AMERICA = "1";

    /**
     * How the numbers of a country are.
     *
     * @param least digits after the code
     * @param most digits after the code
     * @param first those that may follow the code
     * @param inPairs whether they are written in pairs
     * @param northAmerican whether 555-01xx is kept for fiction, and no 0 is written before
     */
    private record Plan(int least, int most, String first, boolean inPairs, boolean northAmerican) {}

    /** By the code. */
    private static final @Nullable Plan[] PLANS = new Plan[1000];

    static {
        String plans =
                "1:10-10:23456789 7:10-10:3456789 20:9-10 27:9-9 30:10-10:2-9 31:9-9 32:8-9 33:9-9:123456789 34:9-9:6789"
                        + " 36:8-9 39:8-11 40:9-9:237 41:9-9 43:7-12 44:9-10:123789 45:8-8 46:7-9 47:8-8 48:9-9 49:7-11:123456789"
                        + " 51:8-9 52:10-10 54:10-11 55:10-11 56:9-9 57:10-10 58:10-10 60:8-10 61:9-9 62:8-12 63:10-10 64:8-10"
                        + " 65:8-8:3689 66:8-9 81:9-10 82:8-10 84:9-10 86:10-11:1234567 90:10-10 91:10-10:6789 92:10-10 94:9-9"
                        + " 98:10-10 212:9-9 213:9-9 216:8-8 234:8-10 254:9-9 351:9-9:239 352:6-9 353:7-9 354:7-7 356:8-8 357:8-8"
                        + " 358:6-11 359:8-9 370:8-8 371:8-8 372:7-8 375:9-9 380:9-9 381:8-9 385:8-9 386:8-8 387:8-8 420:9-9"
                        + " 421:9-9 852:8-8 880:10-10 886:8-9 961:7-8 962:9-9 965:8-8 966:9-9 971:8-9 972:8-9 974:8-8 995:9-9";
        for (String plan : plans.split(" ")) {
            String[] parts = plan.split("[:-]");
            String first = parts.length < 4 ? "0123456789" : parts[3].equals("2") ? "23456789" : parts[3];
            PLANS[Integer.parseInt(parts[0])] = new Plan(
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    first,
                    IN_PAIRS.contains(parts[0]),
                    parts[0].equals(NORTH_AMERICA));
        }
    }

    private CallingCodes() {}

    /**
     * Whether digits after a plus are a number of some country.
     *
     * @param longest the digits of the longest group; numbers of three digits or more between are what tells a number from
     *     a row of small figures
     */
    static boolean fit(CharSequence digits, int longest) {
        int country = 0;
        for (int length = 1; length <= Math.min(MAX_CODE, digits.length() - 1); length++) {
            country = 10 * country + digits.charAt(length - 1) - '0';
            Plan plan = PLANS[country];
            if (plan != null) {
                return fit(digits, length, longest, plan);
            }
            if (country == 0) {
                // No code begins with 0.
                return false;
            }
        }
        return false;
    }

    private static boolean fit(CharSequence digits, int code, int longest, Plan plan) {
        boolean trunk = digits.charAt(code) == '0' && plan.first.indexOf('0') < 0;
        int from = trunk && !plan.northAmerican ? code + 1 : code;
        int length = digits.length() - from;
        return length >= plan.least
                && length <= plan.most
                && plan.first.indexOf(digits.charAt(from)) >= 0
                && (longest >= 3 || plan.inPairs)
                && !(plan.northAmerican && digits.toString().startsWith("55501", from + 3));
    }
}
