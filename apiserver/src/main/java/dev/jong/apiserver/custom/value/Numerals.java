package dev.jong.apiserver.custom.value;

import java.util.regex.Pattern;

/// Numbers that carry a check digit.
final class Numerals {
    private static final Pattern ISBN_10 = Pattern.compile("(?:[0-9]{9}X|[0-9]{10})");
    private static final Pattern ISBN_13 = Pattern.compile("(?:[0-9]{13})");
    private static final Pattern CARD =
            Pattern.compile(
                    "(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}"
                            + "|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}"
                            + "|(?:2131|1800|35\\d{3})\\d{11})");

    private Numerals() {}

    static boolean isIsbn10(String text) {
        var digits = text.replaceAll("[\\s-]+", "");
        if (!ISBN_10.matcher(digits).matches()) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (i + 1) * (digits.charAt(i) - '0');
        }
        sum += 10 * (digits.charAt(9) == 'X' ? 10 : digits.charAt(9) - '0');
        return sum % 11 == 0;
    }

    static boolean isIsbn13(String text) {
        var digits = text.replaceAll("[\\s-]+", "");
        if (!ISBN_13.matcher(digits).matches()) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
        }
        return digits.charAt(12) - '0' == (10 - sum % 10) % 10;
    }

    /// Luhn's sum; everything but digits is passed over.
    static boolean isCreditCard(String text) {
        var digits = text.replaceAll("[^0-9]+", "");
        if (!CARD.matcher(digits).matches()) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int shown = i % 2 == 1 ? digit * 2 : digit;
            sum += shown >= 10 ? shown % 10 + 1 : shown;
        }
        return sum % 10 == 0;
    }
}
