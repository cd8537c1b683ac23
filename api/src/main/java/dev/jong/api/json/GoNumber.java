package dev.jong.api.json;

import java.math.BigDecimal;

/// Floating-point numbers as Go's json writes them: shortest digits, an exponent only below 1e-6
/// and from 1e21 on.
final class GoNumber {
    private GoNumber() {}

    static String format(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new JsonException.Mismatch("json: unsupported value: " + value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        var digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        double size = Math.abs(value);
        if (size >= 1e-6 && size < 1e21) {
            return digits.toPlainString();
        }
        var unscaled = digits.unscaledValue().abs().toString();
        int exponent = unscaled.length() - 1 - digits.scale();
        var out = new StringBuilder(value < 0 ? "-" : "").append(unscaled.charAt(0));
        if (unscaled.length() > 1) {
            out.append('.').append(unscaled, 1, unscaled.length());
        }
        return out.append(exponent < 0 ? "e-" : "e+").append(Math.abs(exponent)).toString();
    }
}
