package dev.jong.kubelet.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/// Copies a container's log to a client.
public final class LogReader {
    private static final int LOOK_AGAIN_MILLIS = 100;

    private final LogOptions options;
    private final OutputStream out;
    private long left;

    private LogReader(LogOptions options, OutputStream out) {
        this.options = options;
        this.out = out;
        var limit = options.limitBytes();
        this.left = limit == null ? Long.MAX_VALUE : limit;
    }

    /// Writes what `options` ask for. Following ends when `running` says no and nothing new came,
    /// or when `out` fails. A file that is rotated meanwhile is followed into its successor.
    public static void copy(
            Path file, LogOptions options, OutputStream out, BooleanSupplier running)
            throws IOException {
        new LogReader(options, out).copy(file, running);
    }

    private void copy(Path path, BooleanSupplier running) throws IOException {
        var file = new LineFile(path);
        try {
            var tail = options.tailLines();
            if (tail != null) {
                file.seekTail(tail);
            }
            while (left > 0) {
                boolean more = running.getAsBoolean();
                drain(file);
                out.flush();
                if (!options.follow() || left <= 0) {
                    return;
                }
                if (rotated(path, file)) {
                    drain(file);
                    file.close();
                    file = new LineFile(path);
                } else if (!more) {
                    return;
                } else {
                    waitForMore();
                }
            }
        } finally {
            file.close();
        }
    }

    private static boolean rotated(Path path, LineFile open) {
        try {
            var now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return !Objects.equals(now, open.key()) || Files.size(path) < open.position();
        } catch (IOException _) {
            return false;
        }
    }

    private static void waitForMore() throws IOException {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void drain(LineFile file) throws IOException {
        for (int length = file.next(); length >= 0 && left > 0; length = file.next()) {
            var line = LogLine.parse(file.line(), length);
            if (line != null && wanted(line)) {
                write(line);
            }
        }
    }

    private boolean wanted(LogLine line) {
        boolean stream =
                switch (options.stream()) {
                    case ALL -> true;
                    case STDOUT -> !line.standardError();
                    case STDERR -> line.standardError();
                };
        var since = options.since();
        return stream && (since == null || !line.before(since));
    }

    private void write(LogLine line) throws IOException {
        if (options.timestamps()) {
            writeBytes((line.time() + " ").getBytes(StandardCharsets.US_ASCII));
        }
        writeBytes(line.content());
    }

    private void writeBytes(byte[] bytes) throws IOException {
        int size = (int) Math.min(bytes.length, left);
        out.write(bytes, 0, size);
        left -= size;
    }
}
