package dev.jong.api;

import dev.jong.api.Quantity.Format;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Reads and writes the text form of a [Quantity].
final class QuantityText {
    private static final String WRONG_FORMAT =
            "quantities must match the regular expression"
                    + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private static final String WRONG_NUMBER = "unable to parse numeric part of quantity";
    private static final String WRONG_SUFFIX = "unable to parse quantity's suffix";
    private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final BigDecimal LARGEST_BINARY = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal BINARY_FROM = BigDecimal.valueOf(1024);
    private static final BigInteger THOUSAND_TWENTY_FOUR = BigInteger.valueOf(1024);

    /// A few thousand clusters write the same few hundred amounts: equal texts share one value. A
    /// lost race only costs an allocation.
    private static final @Nullable Quantity[] RECENT = new Quantity[512];

    private QuantityText() {}

    static Quantity parse(String text) {
        int slot = (text.hashCode() * 0x9E3779B9) >>> 23;
        var known = RECENT[slot];
        if (known != null && known.toString().equals(text)) {
            return known;
        }
        var parsed = read(text);
        RECENT[slot] = parsed;
        return parsed;
    }

    private static Quantity read(String text) {
        int end = text.length();
        int at = end > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        if (end == 0) {
            throw new InvalidQuantity(WRONG_FORMAT);
        }
        boolean negative = text.charAt(0) == '-';
        while (at < end && text.charAt(at) == '0') {
            at++;
        }
        int wholeStart = at;
        at = skipDigits(text, at);
        var whole = text.substring(wholeStart, at);
        var fraction = "";
        if (at < end && text.charAt(at) == '.') {
            int fractionEnd = skipDigits(text, at + 1);
            fraction = text.substring(at + 1, fractionEnd);
            at = fractionEnd;
        }
        boolean digits = wholeStart > 0 && Character.isDigit(text.charAt(wholeStart - 1));
        var suffix = text.substring(at);
        if (!isSuffixShape(suffix)) {
            throw new InvalidQuantity(WRONG_FORMAT);
        }
        var unit = Unit.of(suffix);
        if (!digits && whole.isEmpty() && fraction.isEmpty()) {
            throw new InvalidQuantity(WRONG_NUMBER);
        }
        return assemble(text, negative, whole, fraction, unit);
    }

    private static Quantity assemble(
            String text, boolean negative, String whole, String fraction, Unit unit) {
        var digits = whole + fraction;
        int scale = unit.exponent() - fraction.length();
        if (unit.format() != Format.BINARY_SI
                && digits.length() <= 18
                && scale >= Quantity.smallestUnit()
                && scale <= 18) {
            long value = digits.isEmpty() ? 0 : Long.parseLong(digits);
            // such a text is echoed as it was written, `1.500` and `1E6` too: so does upstream
            boolean echoed =
                    scale % 3 == 0
                            && value != 0
                            && digits.charAt(0) != '0'
                            && !digits.endsWith("000");
            return Quantity.parsed(
                    negative ? -value : value, scale, unit.format(), echoed ? text : null);
        }
        var amount =
                new BigDecimal(
                        digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits),
                        fraction.length());
        var format = unit.format();
        if (format == Format.BINARY_SI) {
            amount = amount.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(unit.exponent())));
        } else {
            amount = amount.scaleByPowerOfTen(unit.exponent());
        }
        if (amount.scale() > 9) {
            amount = amount.setScale(9, RoundingMode.UP);
        }
        if (format == Format.BINARY_SI) {
            amount = amount.min(LARGEST_BINARY);
            if (amount.signum() > 0 && amount.compareTo(BigDecimal.ONE) < 0) {
                format = Format.DECIMAL_SI;
            }
        }
        return Quantity.of(negative ? amount.negate() : amount, format);
    }

    static String format(Quantity quantity) {
        if (quantity.isZero()) {
            return "0";
        }
        var amount = quantity.amount();
        return switch (quantity.format()) {
            case DECIMAL_SI -> decimal(amount, false);
            case DECIMAL_EXPONENT -> decimal(amount, true);
            case BINARY_SI ->
                    amount.abs().compareTo(BINARY_FROM) < 0 || !quantity.isWhole()
                            ? decimal(amount, false)
                            : binary(amount.toBigIntegerExact());
        };
    }

    private static String decimal(BigDecimal amount, boolean asExponent) {
        var plain = amount.stripTrailingZeros();
        int exponent = Math.floorDiv(-plain.scale(), 3) * 3;
        if (!asExponent) {
            exponent = Math.min(exponent, 18);
        }
        var mantissa = plain.scaleByPowerOfTen(-exponent).toBigIntegerExact().toString();
        if (asExponent) {
            return exponent == 0 ? mantissa : mantissa + "e" + exponent;
        }
        return mantissa + DECIMAL[exponent / 3 + 3];
    }

    private static String binary(BigInteger amount) {
        int times = 0;
        while (times < BINARY.length - 1) {
            var parts = amount.divideAndRemainder(THOUSAND_TWENTY_FOUR);
            if (parts[1].signum() != 0) {
                break;
            }
            amount = parts[0];
            times++;
        }
        return amount + BINARY[times];
    }

    private static int skipDigits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static boolean isSuffixShape(String suffix) {
        int at = 0;
        while (at < suffix.length() && "eEinumkKMGTP".indexOf(suffix.charAt(at)) >= 0) {
            at++;
        }
        if (at < suffix.length() && (suffix.charAt(at) == '-' || suffix.charAt(at) == '+')) {
            at++;
        }
        return skipDigits(suffix, at) == suffix.length();
    }

    private record Unit(Format format, int exponent) {
        static Unit of(String suffix) {
            for (int i = 0; i < DECIMAL.length; i++) {
                if (DECIMAL[i].equals(suffix)) {
                    return new Unit(Format.DECIMAL_SI, i * 3 - 9);
                }
            }
            for (int i = 1; i < BINARY.length; i++) {
                if (BINARY[i].equals(suffix)) {
                    return new Unit(Format.BINARY_SI, i * 10);
                }
            }
            if (suffix.length() > 1 && (suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E')) {
                try {
                    int exponent = Integer.parseInt(suffix, 1, suffix.length(), 10);
                    if (Math.abs(exponent) <= 1000) {
                        return new Unit(Format.DECIMAL_EXPONENT, exponent);
                    }
                } catch (NumberFormatException notANumber) {
                    throw wrongSuffix();
                }
            }
            throw wrongSuffix();
        }

        private static InvalidQuantity wrongSuffix() {
            return new InvalidQuantity(WRONG_SUFFIX);
        }
    }
}
