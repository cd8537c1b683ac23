package dev.jong.store;

import dev.jong.foundation.FolderTree;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The whole state of an embedded store as one file, and data directories made from it.
///
/// The file is one of the store's own snapshots: frames with checksums that cover their places, and
/// a last one that says how many entries there are.
public final class DataBackup {
    /// So that no client takes what is restored for older than what it saw: revisions go on far
    /// behind those that were given out after the backup, and watches from before are refused.
    private static final long AHEAD = 1_000_000_000L;

    /// The log file that goes on from it.
    private static final long NUMBER = 1;

    /// A server begins other files now and then; so often in a row it does not.
    private static final int TRIES = 20;

    private static final Disk DISK = new MachineDisk();
    private static final InstantSource CLOCK = InstantSource.system();

    /// What a backup or a data directory holds.
    ///
    /// @param revision at which it stands
    public record Content(long revision, long entries) {}

    private DataBackup() {}

    /// Writes the state of a data directory to a file, whole or not at all. A server may have the
    /// directory open and goes on: every write that was answered before this was called is in the
    /// file. The directory is copied and opened as after a crash, and the file is read again before
    /// it gets its name. Only its owner may read it, for it holds secrets.
    ///
    /// @throws StoreException.Corrupted when the data are damaged
    /// @throws StoreException.Unusable when they or the file cannot be read or written
    public static Content save(Path data, Path file) {
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder == null) {
                throw new IOException("it is not a file");
            }
            var work = Files.createTempDirectory(folder, ".backup");
            try {
                var state = copied(data, work.resolve("data"));
                var made = Files.createDirectory(work.resolve("made"));
                var whole = write(state, state.revision(), made);
                var content = check(whole);
                Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString("rw-------"));
                Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
                DISK.force(folder);
                return content;
            } finally {
                FolderTree.delete(work);
            }
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot back up " + data + " to " + file + ": " + failure.getMessage(),
                    failure);
        }
    }

    /// Whether a file begins as a backup does.
    public static boolean isBackup(Path file) throws IOException {
        var start = ByteBuffer.allocate(Long.BYTES);
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            while (start.hasRemaining() && in.read(start) >= 0) {}
        }
        return !start.hasRemaining() && start.getLong(0) == SnapshotFile.MAGIC;
    }

    /// Reads all of a backup.
    ///
    /// @throws StoreException.Corrupted when it is not what was written
    public static Content check(Path file) {
        return content(read(file));
    }

    /// Makes a data directory from a backup. Revisions go on far behind the backup's, and history
    /// begins there.
    ///
    /// @throws StoreException.Corrupted when the backup is not what was written
    /// @throws StoreException.Unusable when there is a store in the directory already
    public static Content restore(Path file, Path data) {
        var state = read(file);
        return begin(data, state, state.revision() + AHEAD);
    }

    /// Makes a data directory in which these entries stand, each at its own revision. History
    /// begins at the revision.
    ///
    /// @param revision not below that of any entry
    /// @param leaseSeconds time of the leases that entries name, from the directory's opening
    /// @throws StoreException.Unusable when there is a store in the directory already
    public static Content make(Path data, long revision, List<Entry> entries, long leaseSeconds) {
        var state = new State(revision);
        for (var entry : entries) {
            if (entry.lease() != 0 && !state.leases.exists(entry.lease())) {
                state.leases.grant(new Leases.Grant(entry.lease(), leaseSeconds), CLOCK.millis());
            }
            SnapshotFile.add(
                    new LogRecord.Put(
                            entry.key(),
                            entry.value(),
                            entry.createRevision(),
                            entry.revision(),
                            entry.version(),
                            entry.lease(),
                            0),
                    state);
        }
        return begin(data, state, revision);
    }

    private static Content content(State state) {
        return new Content(state.revision(), state.index.count("", state.revision()));
    }

    private static State read(Path file) {
        try {
            return SnapshotReader.read(DISK, file, NUMBER, CLOCK);
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot read " + file + ": " + failure.getMessage(), failure);
        }
    }

    private static Content begin(Path data, State state, long revision) {
        try {
            Files.createDirectories(data);
            try (var _ = DISK.lock(data)) {
                var folder = DataFolder.list(DISK, data);
                if (!folder.logs().isEmpty() || !folder.snapshots().isEmpty()) {
                    throw new FileAlreadyExistsException("there is a store already");
                }
                // Without its log the snapshot is refused, so that half of this is never opened.
                write(state, revision, data);
                LogFile.create(DISK, data, NUMBER, null, null);
                DISK.force(data);
            }
            return new Content(revision, state.index.count("", revision));
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot make a store in " + data + ": " + failure.getMessage(), failure);
        }
    }

    private static Path write(State state, long revision, Path into) throws IOException {
        var snapshot = new Snapshot(revision, NUMBER, state.leases.grants());
        SnapshotFile.write(DISK, into, snapshot, state.index);
        return SnapshotFile.path(into, NUMBER);
    }

    /// The state of a directory whose files may change meanwhile.
    private static State copied(Path data, Path to) throws IOException {
        for (var tries = TRIES; ; tries--) {
            FolderTree.delete(to);
            Files.createDirectories(to);
            try {
                var before = identities(data);
                if (before.isEmpty()) {
                    throw new FileNotFoundException("there is no store in " + data);
                }
                for (var name : before.keySet()) {
                    Files.copy(data.resolve(name), to.resolve(name));
                }
                // A log file that was begun, or used again, while others were copied may say of
                // them
                // where they end, or hold what was in them.
                if (before.equals(identities(data))) {
                    return Recovery.recover(DISK, to, CLOCK).state();
                }
            } catch (NoSuchFileException | StoreException.Corrupted moving) {
                // A frame may have been copied while it was being written.
                if (tries == 0) {
                    throw moving;
                }
            }
            if (tries == 0) {
                throw new IOException(data + " does not stand still long enough to be copied");
            }
        }
    }

    /// Which file has which name.
    private static Map<String, Object> identities(Path data) throws IOException {
        var found = new TreeMap<String, Object>();
        var folder = DataFolder.list(DISK, data);
        for (var files : List.of(folder.snapshots(), folder.logs())) {
            for (var file : files.tailMap(folder.first()).values()) {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                var key = attributes.fileKey();
                found.put(
                        String.valueOf(file.getFileName()),
                        key == null ? attributes.creationTime() : key);
            }
        }
        return found;
    }
}
