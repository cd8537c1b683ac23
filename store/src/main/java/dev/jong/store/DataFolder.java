package dev.jong.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The files of a data directory by their numbers.
///
/// @param unfinished files that were being made, snapshots or logs that wait to be used again
record DataFolder(
        NavigableMap<Long, Path> snapshots, NavigableMap<Long, Path> logs, List<Path> unfinished) {

    static DataFolder list(Disk disk, Path directory) throws IOException {
        var snapshots = new TreeMap<Long, Path>();
        var logs = new TreeMap<Long, Path>();
        var names = disk.list(directory);
        for (var name : names) {
            if (name.matches("\\d{16}\\.(log|snapshot)")) {
                var files = name.endsWith(LogFile.SUFFIX) ? logs : snapshots;
                files.put(Long.parseLong(name.substring(0, 16)), directory.resolve(name));
            }
        }
        var unfinished =
                names.stream()
                        .filter(name ->
                                name.endsWith(SnapshotFile.UNFINISHED)
                                        || name.endsWith(SpareLogs.SUFFIX))
                        .map(directory::resolve)
                        .toList();
        return new DataFolder(snapshots, logs, unfinished);
    }

    /// Number of the newest snapshot, and of the log file that goes on from it.
    long first() {
        return snapshots.isEmpty() ? 1 : snapshots.lastKey();
    }

    /// Deletes what came before the newest snapshot, which holds it all once its name is durable.
    void deleteSuperseded(Disk disk, Path directory) throws IOException {
        disk.force(directory);
        for (var path : unfinished) {
            disk.delete(path);
        }
        for (var files : List.of(snapshots, logs)) {
            var old = files.headMap(first());
            for (var path : old.values()) {
                disk.delete(path);
            }
            old.clear();
        }
    }
}
