package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Makes a damaged data directory one that opens again, and loses as little as it can: a bit that
/// was turned is turned back; else the log is cut where the damage begins, and what follows is
/// lost. What it changes is copied to a folder of its own first.
public final class DataRepair {
    private static final int MOST_DAMAGES = 10_000;

    private final Disk disk = new MachineDisk();
    private final Path directory;
    private final Path backup;
    private final List<String> done = new ArrayList<>();

    private DataRepair(Path directory, Path backup) {
        this.directory = directory;
        this.backup = backup;
    }

    /// Repairs a directory.
    ///
    /// @param backup folder for the files as they were, made when one is changed
    /// @return what was done, a sentence each; empty when nothing was damaged
    /// @throws StoreException.InUse when a store has it open
    /// @throws StoreException.Corrupted when what is damaged cannot be done without
    public static List<String> repair(Path directory, Path backup) {
        var repair = new DataRepair(directory, backup);
        DataCheck.requireData(repair.disk, directory);
        try (var _ = repair.disk.lock(directory)) {
            repair.run();
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot repair " + directory + ": " + failure.getMessage(), failure);
        }
        return repair.done;
    }

    private void run() throws IOException {
        for (var i = 0; i < MOST_DAMAGES; i++) {
            var damage =
                    DataCheck.check(disk, directory).stream()
                            .filter(DataCheck.Finding::damaged)
                            .findFirst();
            if (damage.isEmpty()) {
                sayWhereItEnds();
                return;
            }
            mend(damage.get());
        }
    }

    private void sayWhereItEnds() {
        if (!done.isEmpty()) {
            var state =
                    Recovery.recover(new Untouched(disk), directory, InstantSource.system())
                            .state();
            done.add(directory + ": opens again and ends at revision " + state.revision());
        }
    }

    private void mend(DataCheck.Finding damage) throws IOException {
        var bit = DataCheck.turnedBit(disk, directory, damage);
        if (bit.isPresent()) {
            turnBack(damage, bit.getAsLong());
        } else if (damage.file().toString().endsWith(LogFile.SUFFIX)
                && Files.exists(damage.file())) {
            cut(damage);
        } else {
            throw new StoreException.Corrupted(
                    damage.file(),
                    damage.offset(),
                    "cannot be repaired (" + damage.what() + " at offset " + damage.offset() + ")");
        }
    }

    private void turnBack(DataCheck.Finding damage, long bit) throws IOException {
        keep(damage.file());
        var at = bit / Byte.SIZE;
        try (var file =
                FileChannel.open(
                        damage.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            file.read(one, at);
            file.write(one.put(0, (byte) (one.get(0) ^ 1 << bit % Byte.SIZE)).rewind(), at);
            file.force(true);
        }
        done.add(
                "%s: one bit at offset %d was turned back; nothing is lost"
                        .formatted(damage.file(), at));
    }

    private void cut(DataCheck.Finding damage) throws IOException {
        var later =
                DataFolder.list(disk, directory).logs().values().stream()
                        .filter(file -> file.compareTo(damage.file()) > 0)
                        .toList();
        keep(damage.file());
        for (var file : later) {
            keep(file);
        }
        var size = Files.size(damage.file());
        for (var file : later.reversed()) {
            Files.delete(file);
            done.add(file + ": removed, because it goes on from what is damaged");
        }
        try (var file = FileChannel.open(damage.file(), StandardOpenOption.WRITE)) {
            file.truncate(damage.offset() < LogFile.HEADER ? 0 : damage.offset());
            file.force(true);
        }
        disk.force(directory);
        done.add(
                "%s: cut at offset %d; its last %d bytes are lost, and every change after them"
                        .formatted(damage.file(), damage.offset(), size - damage.offset()));
    }

    private void keep(Path file) throws IOException {
        Files.createDirectories(backup);
        var copy = backup.resolve(file.getFileName());
        if (!Files.exists(copy)) {
            Files.copy(file, copy);
            done.add(file + ": kept as it was in " + copy);
        }
    }
}
