package dev.jong.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Reads a data directory that no store has open, file by file, changes nothing and says what it
/// found.
public final class DataCheck {

    /// What is in one file.
    ///
    /// @param damaged whether a store refuses to open because of it
    /// @param offset where the damage begins; where the records end that count when there is none
    public record Finding(Path file, boolean damaged, long offset, String what) {}

    private static final String NOTHING = "no revision yet";

    private final Disk disk;
    private final Path directory;
    private final List<Finding> findings = new ArrayList<>();

    private DataCheck(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /// Checks every checksum of every file, and that the records make a history: each revision
    /// follows the one before and what is deleted was there.
    ///
    /// @throws StoreException.InUse when a store has it open
    /// @throws StoreException.Unusable when it cannot be read
    public static List<Finding> check(Path directory) {
        var disk = new MachineDisk();
        requireData(disk, directory);
        try (var _ = disk.lock(directory)) {
            return check(disk, directory);
        }
    }

    /// Without a lock of its own.
    static List<Finding> check(Disk disk, Path directory) {
        try {
            return new DataCheck(disk, directory).run();
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot read the data directory " + directory + ": " + failure.getMessage(),
                    failure);
        }
    }

    static void requireData(Disk disk, Path directory) {
        try {
            var folder = Files.isDirectory(directory) ? DataFolder.list(disk, directory) : null;
            if (folder == null || folder.logs().isEmpty()) {
                throw new StoreException.Unusable(
                        "there is no store in " + directory, new IOException("no log file"));
            }
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot read " + directory + ": " + failure.getMessage(), failure);
        }
    }

    private List<Finding> run() throws IOException {
        var folder = DataFolder.list(disk, directory);
        if (!folder.snapshots().isEmpty()) {
            var path = folder.snapshots().lastEntry().getValue();
            noting(path, report -> report.accept(snapshot(path, folder.first())));
        }
        for (var number : folder.logs().tailMap(folder.first()).keySet()) {
            var path = LogFile.path(directory, number);
            noting(path, report -> report.accept(log(folder, number)));
        }
        var nothingFollows = folder.logs().size() == 1 && findings.getLast().what().equals(NOTHING);
        if (!nothingFollows && findings.stream().noneMatch(Finding::damaged)) {
            noting(
                    directory,
                    _ -> Recovery.recover(new Untouched(disk), directory, InstantSource.system()));
        }
        return findings;
    }

    private void noting(Path path, Consumer<Consumer<Finding>> look) {
        try {
            look.accept(findings::add);
        } catch (StoreException.Corrupted damage) {
            findings.add(new Finding(damage.file(), true, damage.offset(), "damaged"));
        } catch (StoreException.Unusable unreadable) {
            findings.add(new Finding(path, true, 0, String.valueOf(unreadable.getMessage())));
        }
    }

    private Finding snapshot(Path path, long number) {
        try {
            var state = SnapshotReader.read(disk, path, number, InstantSource.system());
            return new Finding(
                    path, false, Files.size(path), "everything at revision " + state.revision());
        } catch (IOException failure) {
            throw new StoreException.Unusable(failure.toString(), failure);
        }
    }

    private Finding log(DataFolder folder, long number) {
        var path = LogFile.path(directory, number);
        try {
            var next = number + 1;
            var cut =
                    folder.logs().containsKey(next)
                            ? LogFile.open(disk, directory, next).cut()
                            : null;
            var file = LogFile.open(disk, directory, number);
            if (cut == null && number == folder.logs().lastKey() && file.unused()) {
                return new Finding(path, false, 0, NOTHING);
            }
            var revisions = new long[2];
            var ending = file.read(cut, (each, _) -> note(each, revisions));
            var held =
                    revisions[0] == 0
                            ? "no revision"
                            : "revisions " + revisions[0] + " to " + revisions[1];
            return switch (ending) {
                case LogFile.Ending.Whole(var end) -> new Finding(path, false, end, held);
                case LogFile.Ending.Torn(var end, var bytes) ->
                        new Finding(
                                path,
                                false,
                                end,
                                held
                                        + ", then "
                                        + bytes
                                        + " bytes of a write that was not finished");
                case LogFile.Ending.Damaged(var end) ->
                        new Finding(path, true, end, held + ", then damage");
            };
        } catch (IOException failure) {
            throw new StoreException.Unusable(failure.toString(), failure);
        }
    }

    private static void note(LogRecord each, long[] revisions) {
        var revision =
                switch (each) {
                    case LogRecord.Put put -> put.revision();
                    case LogRecord.Delete(var of, _, var keys) -> keys.isEmpty() ? 0 : of;
                    case LogRecord.Grant _, LogRecord.Cut _, LogRecord.End _ -> 0L;
                };
        if (revision > 0) {
            revisions[0] = revisions[0] == 0 ? revision : revisions[0];
            revisions[1] = revision;
        }
    }

    /// The bit of a damaged file that was turned, when it is one alone.
    static OptionalLong turnedBit(Disk disk, Path directory, Finding damage) throws IOException {
        var name = damage.file().getFileName().toString();
        if (!name.matches("\\d{16}\\.(log|snapshot)")) {
            return OptionalLong.empty();
        }
        var number = Long.parseLong(name.substring(0, 16));
        if (name.endsWith(LogFile.SUFFIX)) {
            var log = LogFile.open(disk, directory, number);
            return damage.offset() >= LogFile.HEADER
                    ? log.turnedBit((int) damage.offset())
                    : OptionalLong.empty();
        }
        try (var file = disk.open(damage.file())) {
            var window = file.view(damage.offset(), file.size() - damage.offset());
            return new FrameReader(window, number, damage.offset(), 0).turnedBit();
        }
    }
}
