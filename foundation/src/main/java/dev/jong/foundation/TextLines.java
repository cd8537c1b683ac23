package dev.jong.foundation;

import java.math.BigDecimal;
import java.util.List;

/// Lines of Prometheus' text format 0.0.4, numbers written as Go writes them, for readers that
/// compare the bounds of buckets as text.
final class TextLines {
    private static final int SMALLEST_PLAIN = -4;
    private static final int PLAIN_DIGITS = 6;
    private static final long LARGEST_PLAIN = 1_000_000;

    private TextLines() {}

    static void head(StringBuilder out, String name, String help, String type) {
        out.append("# HELP ").append(name).append(' ');
        escape(out, help, false);
        out.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    static void sample(
            StringBuilder out,
            String name,
            List<String> labels,
            List<String> values,
            double value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{');
            pairs(out, labels, values);
            out.append('}');
        }
        out.append(' ');
        number(out, value);
        out.append('\n');
    }

    static void bucket(
            StringBuilder out,
            String name,
            List<String> labels,
            List<String> values,
            double bound,
            long count) {
        out.append(name).append("_bucket{");
        pairs(out, labels, values);
        out.append(labels.isEmpty() ? "le=\"" : ",le=\"");
        number(out, bound);
        out.append("\"} ");
        number(out, (double) count);
        out.append('\n');
    }

    private static void pairs(StringBuilder out, List<String> labels, List<String> values) {
        for (int i = 0; i < labels.size(); i++) {
            out.append(i == 0 ? "" : ",").append(labels.get(i)).append("=\"");
            escape(out, values.get(i), true);
            out.append('"');
        }
    }

    private static void escape(StringBuilder out, String text, boolean quoted) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '"' -> out.append(quoted ? "\\\"" : "\"");
                default -> out.append(c);
            }
        }
    }

    /// The shortest digits that mean this number; with an exponent from a million on and below a
    /// ten-thousandth.
    static void number(StringBuilder out, double value) {
        if (value == Double.POSITIVE_INFINITY) {
            out.append("+Inf");
        } else if (value == Double.NEGATIVE_INFINITY) {
            out.append("-Inf");
        } else if (Double.isNaN(value)) {
            out.append("NaN");
        } else if (value == (long) value && Math.abs(value) < LARGEST_PLAIN) {
            out.append((long) value);
        } else {
            fraction(out, new BigDecimal(Double.toString(value)).stripTrailingZeros());
        }
    }

    private static void fraction(StringBuilder out, BigDecimal value) {
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= SMALLEST_PLAIN && exponent < PLAIN_DIGITS) {
            out.append(value.toPlainString());
            return;
        }
        var digits = value.unscaledValue().abs().toString();
        out.append(value.signum() < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append('e').append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        out.append(size < 10 ? "0" : "").append(size);
    }
}
