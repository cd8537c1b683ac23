package dev.jong.api.cron;

import dev.jong.api.GoText;
import java.util.List;
import java.util.Locale;

/// The values that one field of a schedule admits.
///
/// @param bits one for each value
/// @param any written as `*`, which restricts nothing
public record CronField(long bits, boolean any) {
    /// The fields, their bounds and the names their values may have.
    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    enum Range {
        MINUTE(0, 59, List.of()),
        HOUR(0, 23, List.of()),
        DAY(1, 31, List.of()),
        MONTH(
                1,
                12,
                List.of(
                        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                        "dec")),
        WEEKDAY(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

        private final int low;
        private final int high;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<String> names;

        Range(int low, int high, List<String> names) {
            this.low = low;
            this.high = high;
            this.names = names;
        }
    }

    boolean has(int value) {
        return (bits & 1L << value) != 0;
    }

    static CronField parse(String text, Range range) {
        long bits = 0;
        boolean any = false;
        for (var part : text.split(",", -1)) {
            if (!part.isEmpty()) {
                var field = part(part, range);
                bits |= field.bits;
                any |= field.any;
            }
        }
        return new CronField(bits, any);
    }

    /// `*`, `7`, `1-5`, each with `/step` behind it if so wished.
    private static CronField part(String text, Range range) {
        var stepped = text.split("/", -1);
        var bounds = stepped[0].split("-", -1);
        boolean star = bounds[0].equals("*") || bounds[0].equals("?");
        int start = star ? range.low : number(bounds[0], range);
        int end = star ? range.high : start;
        if (!star && bounds.length == 2) {
            end = number(bounds[1], range);
        } else if (!star && bounds.length > 2) {
            throw new InvalidCron("too many hyphens: " + text);
        }
        int step = 1;
        if (stepped.length == 2) {
            step = number(stepped[1]);
            end = bounds.length == 1 ? range.high : end;
        } else if (stepped.length > 2) {
            throw new InvalidCron("too many slashes: " + text);
        }
        check(text, start, end, step, range);
        long bits = 0;
        for (int value = start; value <= end; value += step) {
            bits |= 1L << value;
        }
        return new CronField(bits, star && step == 1);
    }

    private static void check(String text, int start, int end, int step, Range range) {
        if (start < range.low) {
            throw new InvalidCron(
                    "beginning of range ("
                            + start
                            + ") below minimum ("
                            + range.low
                            + "): "
                            + text);
        }
        if (end > range.high) {
            throw new InvalidCron(
                    "end of range (" + end + ") above maximum (" + range.high + "): " + text);
        }
        if (start > end) {
            throw new InvalidCron(
                    "beginning of range ("
                            + start
                            + ") beyond end of range ("
                            + end
                            + "): "
                            + text);
        }
        if (step == 0) {
            throw new InvalidCron("step of range should be a positive number: " + text);
        }
    }

    private static int number(String text, Range range) {
        int named = range.names.indexOf(text.toLowerCase(Locale.ROOT));
        return named >= 0 ? named + range.low : number(text);
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number < 0) {
                throw new InvalidCron("negative number (" + number + ") not allowed: " + text);
            }
            return number;
        } catch (InvalidCron wrong) {
            throw wrong;
        } catch (NumberFormatException wrong) {
            throw new InvalidCron(
                    "failed to parse int from "
                            + text
                            + ": strconv.Atoi: parsing "
                            + GoText.quote(text)
                            + ": invalid syntax");
        }
    }
}
