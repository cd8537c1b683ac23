package dev.jong.apiserver.validation;

import dev.jong.api.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Indexes of a Job's completions as `1,3-5,7`.
final class IndexRanges {
    private IndexRanges() {}

    /// How many there are.
    ///
    /// @param completions which all must be below
    /// @throws IllegalArgumentException saying what is wrong with the text
    static int count(String text, int completions) {
        int total = 0;
        int last = -1;
        if (text.isEmpty()) {
            return total;
        }
        for (var interval : text.split(",", -1)) {
            var ends = interval.split("-", -1);
            if (ends.length > 2) {
                throw new IllegalArgumentException(
                        "the fragment "
                                + GoText.quote(interval)
                                + " violates the requirement that an index interval can have at most two parts separated by '-'");
            }
            int from = index(ends[0], completions);
            int to = ends.length == 1 ? from : index(ends[1], completions);
            if (ends.length == 2) {
                demandAfter(from, to);
            }
            if (last >= 0) {
                demandAfter(last, from);
            }
            total += to - from + 1;
            last = to;
        }
        return total;
    }

    /// @param last included
    record Range(int first, int last) {
        /// The first index that is in both.
        Optional<Integer> common(Range other) {
            return first <= other.last && other.first <= last
                    ? Optional.of(Math.max(first, other.first))
                    : Optional.empty();
        }
    }

    /// Those that can be read at all.
    static List<Range> readable(String text, int completions) {
        var found = new ArrayList<Range>();
        for (var interval : text.split(",", -1)) {
            var ends = interval.split("-", -1);
            try {
                int from = index(ends[0], completions);
                int to = ends.length == 1 ? from : index(ends[1], completions);
                if (ends.length <= 2 && from <= to) {
                    found.add(new Range(from, to));
                }
            } catch (IllegalArgumentException _) {
                // told where the text is checked
            }
        }
        return found;
    }

    private static int index(String text, int completions) {
        try {
            int index = Integer.parseInt(text);
            if (index >= completions) {
                throw new IllegalArgumentException("too large index: " + GoText.quote(text));
            }
            return index;
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "cannot convert string to integer for index: " + GoText.quote(text));
        }
    }

    private static void demandAfter(int previous, int current) {
        if (previous >= current) {
            throw new IllegalArgumentException(
                    "non-increasing order, previous: " + previous + ", current: " + current);
        }
    }
}
