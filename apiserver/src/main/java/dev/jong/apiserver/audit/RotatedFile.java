package dev.jong.apiserver.audit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// A file that is put aside when it gets too long, under its name with the time, and goes on anew.
/// One writer at a time.
final class RotatedFile extends OutputStream {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS");
    private static final String COMPRESSED = ".gz";

    private final Path file;
    private final Limits limits;
    private final InstantSource clock;
    private OutputStream out;
    private long length;

    /// When to put aside, and what is kept. Zero is no limit.
    ///
    /// @param bytes of one file
    /// @param age of files that were put aside
    /// @param count of files that were put aside
    record Limits(long bytes, Duration age, int count, boolean compress) {}

    private RotatedFile(Path file, Limits limits, InstantSource clock) throws IOException {
        this.file = file.toAbsolutePath();
        this.limits = limits;
        this.clock = clock;
        this.out = open();
        this.length = Files.size(this.file);
    }

    static RotatedFile open(Path file, Limits limits, InstantSource clock) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return new RotatedFile(file, limits, clock);
    }

    /// Only the owner may read it: it tells of everything.
    private OutputStream open() throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        return new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        if (limits.bytes() > 0 && length > 0 && length + count > limits.bytes()) {
            rotate();
        }
        out.write(bytes, offset, count);
        length += count;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    private void rotate() throws IOException {
        out.close();
        var time = clock.instant();
        while (isTaken(aside(time))) {
            time = time.plusMillis(1);
        }
        var aside = aside(time);
        Files.move(file, aside);
        if (limits.compress()) {
            compress(aside);
        }
        out = open();
        length = 0;
        for (var surplus : surplus(kept(), limits, clock.instant())) {
            Files.deleteIfExists(surplus.path());
        }
    }

    private static boolean isTaken(Path aside) {
        return Files.exists(aside)
                || Files.exists(aside.resolveSibling(aside.getFileName() + COMPRESSED));
    }

    private Path aside(Instant time) {
        return file.resolveSibling(
                prefix() + TIME.format(time.atOffset(ZoneOffset.UTC)) + extension());
    }

    private static void compress(Path file) throws IOException {
        var packed = file.resolveSibling(file.getFileName() + COMPRESSED);
        try (var to = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(file, to);
        }
        Files.delete(file);
    }

    /// A file that was put aside.
    record Kept(Path path, Instant time) {}

    /// What is to be deleted.
    static List<Kept> surplus(List<Kept> kept, Limits limits, Instant now) {
        var newestFirst =
                kept.stream().sorted(Comparator.comparing(Kept::time).reversed()).toList();
        var surplus = new ArrayList<Kept>();
        for (int i = 0; i < newestFirst.size(); i++) {
            var each = newestFirst.get(i);
            boolean old =
                    limits.age().isPositive() && each.time().isBefore(now.minus(limits.age()));
            if (old || (limits.count() > 0 && i >= limits.count())) {
                surplus.add(each);
            }
        }
        return surplus;
    }

    private List<Kept> kept() throws IOException {
        var kept = new ArrayList<Kept>();
        try (var siblings = Files.newDirectoryStream(file.resolveSibling("."))) {
            for (var sibling : siblings) {
                time(String.valueOf(sibling.getFileName()))
                        .ifPresent(time -> kept.add(new Kept(sibling, time)));
            }
        }
        return kept;
    }

    private Optional<Instant> time(String name) {
        var plain =
                name.endsWith(COMPRESSED)
                        ? name.substring(0, name.length() - COMPRESSED.length())
                        : name;
        var start = prefix();
        var end = extension();
        if (plain.length() <= start.length() + end.length()
                || !plain.startsWith(start)
                || !plain.endsWith(end)) {
            return Optional.empty();
        }
        try {
            var text = plain.substring(start.length(), plain.length() - end.length());
            return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private String prefix() {
        var name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - extension().length()) + "-";
    }

    private String extension() {
        var name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
