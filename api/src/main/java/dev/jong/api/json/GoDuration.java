package dev.jong.api.json;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/// Durations as Go writes them: `1h0m0s`, `1.5s`, `300ms`.
public final class GoDuration {
    private static final Pattern PART =
            Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");

    private GoDuration() {}

    public static Duration parse(String text) {
        var sign = text.startsWith("-") ? -1 : 1;
        var rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        var parts = PART.matcher(rest);
        long nanos = 0;
        int end = 0;
        while (end < rest.length() && parts.find(end) && parts.start() == end) {
            nanos +=
                    new BigDecimal(parts.group(1))
                            .multiply(BigDecimal.valueOf(unitNanos(parts.group(2))))
                            .longValue();
            end = parts.end();
        }
        if (end == 0 || end < rest.length()) {
            throw new JsonException.Mismatch("time: invalid duration \"" + text + "\"");
        }
        return Duration.ofNanos(sign * nanos);
    }

    private static long unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000L;
        };
    }

    public static String format(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        var out = new StringBuilder(nanos < 0 ? "-" : "");
        long size = Math.abs(nanos);
        if (size < 1_000L) {
            return out.append(size).append("ns").toString();
        }
        if (size < 1_000_000L) {
            return out.append(decimal(size, 3)).append("µs").toString();
        }
        if (size < 1_000_000_000L) {
            return out.append(decimal(size, 6)).append("ms").toString();
        }
        long hours = size / 3_600_000_000_000L;
        long minutes = size / 60_000_000_000L % 60;
        if (hours > 0) {
            out.append(hours).append('h');
        }
        if (hours > 0 || minutes > 0) {
            out.append(minutes).append('m');
        }
        return out.append(decimal(size % 60_000_000_000L, 9)).append('s').toString();
    }

    private static String decimal(long value, int scale) {
        var amount = BigDecimal.valueOf(value, scale).stripTrailingZeros();
        return amount.toPlainString();
    }
}
