package io.oblix.facts.secret;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * National ids in digits, each with the check digits of its country. Those that are written like any other number need
 * the word for them before; with their own separators, or fifteen digits that all must fit, they speak for themselves.
 */
final class NationalIds {

    private static final int NEAR = 48;

    private static final int[] BRAZIL = {3, 3, 3, 2};
    private static final int[] GERMANY = {2, 3, 3, 3};
    private static final int[] BELGIUM = {2, 2, 2, 3, 2};
    private static final int[] FRANCE = {1, 2, 2, 2, 3, 3, 2};
    private static final int[] FRANCE_IN_TWO = {13, 2};
    private static final int[] SWEDEN = {6, 4};
    private static final int[] SWEDEN_WITH_CENTURY = {8, 4};
    private static final int[] DUTCH = {3, 3, 3};
    private static final int[] DUTCH_OLD = {4, 2, 3};

    private static final Nearby SWEDISH_WORDS = words("personn", "samordning");
    private static final Nearby BRAZILIAN_WORDS = words("cpf", "cadastro");
    private static final Nearby POLISH_WORDS = words("pesel");
    private static final Nearby GERMAN_WORDS = words("steuer", "idnr", "tax", "tin", "identifikation");
    private static final Nearby BELGIAN_WORDS = words("rijksregister", "registre", "niss", "insz", "nrn");
    private static final Nearby DUTCH_WORDS = words("bsn", "burgerservice", "sofi");

    private NationalIds() {}

    /** Whether one begins with this group. */
    static boolean isAt(Figure figure, int group) {
        return switch (figure.length(group)) {
            case 1 -> figure.has(group, FRANCE, "      ") && isFrench(figure.digits(group, 7));
            case 2 ->
                (figure.has(group, GERMANY, "   ") && isGerman(figure.digits(group, 4)))
                        || ((figure.has(group, BELGIUM, "..-.") || figure.has(group, BELGIUM, "...."))
                                && isBelgian(figure.digits(group, 5)));
            case 3 ->
                (figure.has(group, BRAZIL, "..-") && isBrazilian(figure.digits(group, 4)))
                        || ((figure.has(group, DUTCH, "..") || figure.has(group, DUTCH, "  "))
                                && isDutch(figure.digits(group, 3))
                                && isNamedDutch(figure, group));
            case 4 ->
                figure.has(group, DUTCH_OLD, "..") && isDutch(figure.digits(group, 3)) && isNamedDutch(figure, group);
            case 6 -> figure.has(group, SWEDEN, "-") && isSwedish(figure.digits(group, 2));
            case 8 ->
                figure.has(group, SWEDEN_WITH_CENTURY, "-")
                        && isCentury(figure.digits(group, 2))
                        && isSwedish(figure.digits(group, 2).substring(2));
            case 13 -> figure.has(group, FRANCE_IN_TWO, " ") && isFrench(figure.digits(group, 2));
            case 9, 10, 11, 12, 15 -> figure.has(group, new int[] {figure.length(group)}, "") && isBare(figure, group);
            default -> false;
        };
    }

    private static boolean isBare(Figure figure, int group) {
        String digits = figure.digits(group, 1);
        return switch (digits.length()) {
            case 9 -> isDutch(digits) && isNamedDutch(figure, group);
            case 10 -> isSwedish(digits) && isNamed(figure, group, SWEDISH_WORDS);
            case 11 ->
                (isBrazilian(digits) && isNamed(figure, group, BRAZILIAN_WORDS))
                        || (isPolish(digits) && isNamed(figure, group, POLISH_WORDS))
                        || (isGerman(digits) && isNamed(figure, group, GERMAN_WORDS))
                        || (isBelgian(digits) && isNamed(figure, group, BELGIAN_WORDS));
            case 12 -> isCentury(digits) && isSwedish(digits.substring(2)) && isNamed(figure, group, SWEDISH_WORDS);
            default -> isFrench(digits);
        };
    }

    private static boolean isNamedDutch(Figure figure, int group) {
        return isNamed(figure, group, DUTCH_WORDS);
    }

    private static boolean isNamed(Figure figure, int group, Nearby words) {
        return words.isBefore(figure.text(), figure.start(group));
    }

    /** Words of its own, and those for all. */
    private static Nearby words(String... own) {
        List<String> words = new ArrayList<>(List.of("national id", "identity n", "citizen", "social sec"));
        Collections.addAll(words, own);
        return new Nearby(NEAR, words.toArray(new String[0]));
    }

    /** CPF: two check digits modulo 11. */
    static boolean isBrazilian(String digits) {
        return !CheckDigits.isOneDigit(digits)
                && cpf(CheckDigits.weighted(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == CheckDigits.digit(digits, 9)
                && cpf(CheckDigits.weighted(digits, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == CheckDigits.digit(digits, 10);
    }

    private static int cpf(int sum) {
        return sum * 10 % 11 % 10;
    }

    /** PESEL: a day of birth, its century in the month, and a check digit. */
    static boolean isPolish(String digits) {
        int month = (int) CheckDigits.number(digits, 2, 4);
        return CheckDigits.isDay(month % 20, (int) CheckDigits.number(digits, 4, 6))
                && CheckDigits.weighted(digits, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0;
    }

    /** The tax id: one digit of the first ten twice or three times, most others once, and a check digit. */
    static boolean isGerman(String digits) {
        int[] times = new int[10];
        for (int i = 0; i < 10; i++) {
            times[CheckDigits.digit(digits, i)]++;
        }
        int most = 0;
        int repeated = 0;
        for (int count : times) {
            most = Math.max(most, count);
            repeated += count > 1 ? 1 : 0;
        }
        return digits.charAt(0) != '0' && repeated == 1 && most <= 3 && CheckDigits.mod1110(digits);
    }

    /** A day of birth, a number of that day, and 97 minus the remainder; from 2000 on with a 2 in front. */
    static boolean isBelgian(String digits) {
        int month = (int) CheckDigits.number(digits, 2, 4) % 20;
        long before = CheckDigits.number(digits, 0, 9);
        long check = CheckDigits.number(digits, 9, 11);
        return CheckDigits.isDay(month, (int) CheckDigits.number(digits, 4, 6))
                && (97 - before % 97 == check || 97 - (2_000_000_000L + before) % 97 == check);
    }

    /** NIR: sex, year, month, department, and 97 minus the remainder. */
    static boolean isFrench(String digits) {
        int month = (int) CheckDigits.number(digits, 3, 5);
        int department = (int) CheckDigits.number(digits, 5, 7);
        boolean isMonth = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
        return "123478".indexOf(digits.charAt(0)) >= 0
                && isMonth
                && department > 0
                && 97 - CheckDigits.number(digits, 0, 13) % 97 == CheckDigits.number(digits, 13, 15);
    }

    /** Ten digits: a day of birth, 60 added for a number of coordination, and Luhn's check digit. */
    static boolean isSwedish(String digits) {
        int day = (int) CheckDigits.number(digits, 4, 6);
        return CheckDigits.isDay((int) CheckDigits.number(digits, 2, 4), day > 60 ? day - 60 : day)
                && CheckDigits.luhn(digits);
    }

    private static boolean isCentury(String digits) {
        return digits.startsWith("19") || digits.startsWith("20");
    }

    /** BSN: the eleven test. */
    static boolean isDutch(String digits) {
        int sum = CheckDigits.weighted(digits, 9, 8, 7, 6, 5, 4, 3, 2) - CheckDigits.digit(digits, 8);
        return sum % 11 == 0 && !CheckDigits.isOneDigit(digits);
    }
}
