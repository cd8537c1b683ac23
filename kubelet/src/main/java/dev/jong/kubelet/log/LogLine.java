package dev.jong.kubelet.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// One line of a CRI log file: `2026-01-02T03:04:05.678901234+00:00 stdout F text`. `P` marks a
/// piece that the next line goes on with.
///
/// @param content with its newline where it ends a line
record LogLine(String time, boolean standardError, byte[] content) {
    /// Null where the line is not of this form.
    static @Nullable LogLine parse(byte[] line, int length) {
        int first = indexOf(line, length, 0);
        int second = first < 0 ? -1 : indexOf(line, length, first + 1);
        int third = second < 0 ? -1 : indexOf(line, length, second + 1);
        if (third < 0) {
            return null;
        }
        boolean partial = line[second + 1] == 'P';
        int size = length - third - 1;
        var content = new byte[partial ? size : size + 1];
        System.arraycopy(line, third + 1, content, 0, size);
        if (!partial) {
            content[size] = '\n';
        }
        return new LogLine(
                new String(line, 0, first, StandardCharsets.US_ASCII),
                line[first + 4] == 'e',
                content);
    }

    private static int indexOf(byte[] line, int length, int from) {
        for (int at = from; at < length; at++) {
            if (line[at] == ' ') {
                return at;
            }
        }
        return -1;
    }

    /// Whether it was written before `instant`; a time that cannot be read is taken as later.
    boolean before(Instant instant) {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME
                    .parse(time, Instant::from)
                    .isBefore(instant);
        } catch (DateTimeParseException _) {
            return false;
        }
    }
}
