package io.oblix.facts.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts, cards, national ids and telephone numbers, and what only looks like them. */
class PersonalDataTest {

    private static boolean isPersonal(String text) {
        return EmailAddressTest.isPersonal(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DE89 3704 0044 0532 0130 00",
                "IBAN:GB29NWBK60161331926819,",
                "FR14 2004 1010 0505 0001 3M02 606",
                "NL91ABNA0417164300",
                "4111 1111 1111 1111",
                "card=5555555555554444;",
                "card 4111 1111 1111 1111 exp 1225",
                "4111 1111 1111 1111 3rd try",
                "5500-0055-5555-5559 12/27",
                "3782 822463 10005",
                "378282246310005",
                "30569309025904",
                "6011000990139424",
                "3530111333300000",
                "2223003122003222",
                "6212345678901232",
                "CPF 529.982.247-25",
                "meu cpf: 52998224725",
                "mi DNI es 12345678Z",
                "12345678-Z",
                "NIE X1234567L",
                "X-1234567-L",
                "131052-308T",
                "131052A308T",
                "PESEL: 44051401359",
                "1 85 05 78 006 084 91",
                "185057800608491",
                "1850578006084 91",
                "185052A00608435",
                "RSSMRA85T10A562S",
                "811218-9876",
                "19811218-9876",
                "personnummer 8112189876",
                "BSN 111222333",
                "burgerservicenummer: 1112.22.333",
                "85.07.30-033.28",
                "rijksregisternummer 85073003328",
                "86 095 742 719",
                "Steuer-ID 86095742719",
                "Identifikationsnummer: 65929970489",
                "+49 30 901820",
                "+14155552671",
                "+1 (415) 555-2671",
                "+33 6 12 34 56 78",
                "+44 (0)20 7946 0958",
                "+55 11 98765-4321",
                "+91 98765 43210",
                "+86 138 0013 8000",
                "+358 40 1234567.",
                "tel:+4930901820",
                "(415) 555-2671",
                "Call 415-555-2671 today",
                "1-415-555-2671",
                "(11) 98765-4321",
                "(030) 1234567",
                "Tel. 030 1234567",
                "mobile: 07700 900123",
                "Téléphone 06 12 34 56 78",
                "my phone number is 600 123 456",
                "call me at 4155552671"
            })
    void aNumberOfAPersonIsFound(String text) {
        assertThat(isPersonal(text)).isTrue();
        assertThat(isPersonal("Is this right?\n" + text + "\nThanks")).isTrue();
        assertThat(isPersonal("[\"" + text + "\"]")).isTrue();
        assertThat(isPersonal("{\"output\":\"Is this right?\\n" + text + "\\nThanks\"}"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DE88 3704 0044 0532 0130 00",
                "XX89370400440532013000",
                "DE8937040044053201300",
                "GB29 and AB12 CD34 EF56",
                "4111 1111 1111 1112",
                "4111 1111 1111 1111 4111",
                "0.4111111111111111",
                "order #4111111111111111",
                "51F1 5272 5274 5275 5269 52DE",
                "5272 5274 5275 5269 52DE",
                "51F1 5272 5274 5275 5269",
                "/items/4111111111111111",
                "9111111111111111",
                "4111-1111-1111-1111-1111",
                "550e8400-e29b-41d4-a716-446655440000",
                "12345678-1234-4234-8234-123456789012",
                "41111111-1111-1111-1111-111111111111",
                "1700000000 1700000000000 1700000000000000 20240115103000",
                "2024-01-15 10:30:00.123456",
                "2024-01-15T10:30:00+0100",
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "1.2.3-4 10.0.19045.3803 v2.301.2345",
                "192.168.100.100 and 10.0.0.1:8080",
                "52998224725 is a number",
                "529.982.247-24",
                "111.111.111-11",
                "12345678A",
                "8 digits: 12345678",
                "X1234567A",
                "991352-308T",
                "131052-308S",
                "44051401359 is a number",
                "PESEL: 44051401358",
                "2 85 05 78 006 084 91",
                "285057800608491",
                "RSSMRA85T10A562T",
                "RSSMRA85T10A56",
                "811218-9875",
                "123456-7890",
                "111222333 rows",
                "BSN 111222334",
                "85.07.30-033.29",
                "86095742719 bytes",
                "86 095 742 718",
                "+1 -5 +10",
                "@@ -1,7 +1234,8 @@",
                "+1700000000",
                "+1700000000000 ms",
                "+10 20 30 40 50",
                "Decimal('+35236450.6')",
                "max cell rate: 353207.547 cells/sec",
                "1+14155552671",
                "+40.20361-075.00417/",
                "555-0123",
                "(415) 555-0142",
                "+1 415 555 0142",
                "123-456-7890",
                "order 415-555-2671",
                "Invoice no. 415-555-2671",
                "ISBN 978-3-16-148410-0",
                "(2019) 555-2671",
                "f(11) 98765-4321",
                "phone with 16 GB",
                "iPhone 15, build 202401151",
                "telemetry 1700000000",
                "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28",
                "100 200 3000 400 500 6000",
                "EUR 1.234.567,89 or 12 345 678.90"
            })
    void aLookAlikeIsNone(String text) {
        assertThat(isPersonal(text)).isFalse();
        assertThat(isPersonal("Is this right?\n" + text + "\nThanks")).isFalse();
        assertThat(isPersonal("{\"output\":\"Is this right?\\n" + text + "\\nThanks\"}"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"4111111111111111, 10", "DE89370400440532013000, 97", "12345678Z, 23", "185057800608491, 97"})
    void nearlyEveryOtherFigureInItsPlaceIsRefused(String number, int oneIn) {
        int found = 0;
        int tried = 0;
        for (int i = 4; i < number.length() - 1; i++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                if (digit != number.charAt(i)) {
                    tried++;
                    found += isPersonal(number.substring(0, i) + digit + number.substring(i + 1)) ? 1 : 0;
                }
            }
        }
        assertThat(found).isLessThanOrEqualTo(tried / oneIn);
    }
}
