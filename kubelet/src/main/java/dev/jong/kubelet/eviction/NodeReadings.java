package dev.jong.kubelet.eviction;

import dev.jong.kubelet.linux.FileSystemSpace;
import dev.jong.kubelet.settings.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/// Reads a node's signals from the kernel.
///
/// @param root where Pods write
/// @param images where the runtime keeps images and containers
record NodeReadings(Path root, Supplier<Path> images) implements Supplier<Map<Signal, Reading>> {
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final Path MOST_PROCESSES = Path.of("/proc/sys/kernel/pid_max");

    /// What cannot be read is left out.
    @Override
    public Map<Signal, Reading> get() {
        var readings = new EnumMap<Signal, Reading>(Signal.class);
        try {
            var memory = Files.readString(MEMORY);
            readings.put(
                    Signal.MEMORY_AVAILABLE,
                    new Reading(kibibytes(memory, "MemAvailable"), kibibytes(memory, "MemTotal")));
        } catch (IOException | NumberFormatException _) {
            // Left out.
        }
        try {
            // The fourth word is `running/all`.
            var all = Files.readString(LOAD).split(" ", -1)[3].split("/", -1)[1];
            long most = Long.parseLong(Files.readString(MOST_PROCESSES).strip());
            readings.put(Signal.PID_AVAILABLE, new Reading(most - Long.parseLong(all), most));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException _) {
            // Left out.
        }
        disk(readings, root, Signal.NODEFS_AVAILABLE, Signal.NODEFS_INODES_FREE);
        disk(readings, images.get(), Signal.IMAGEFS_AVAILABLE, Signal.IMAGEFS_INODES_FREE);
        return readings;
    }

    private static void disk(
            Map<Signal, Reading> readings, Path path, Signal bytes, Signal inodes) {
        try {
            var space = FileSystemSpace.of(path);
            readings.put(bytes, new Reading(space.availableBytes(), space.totalBytes()));
            readings.put(inodes, new Reading(space.freeInodes(), space.inodes()));
        } catch (IOException _) {
            // Left out.
        }
    }

    private static long kibibytes(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow(NumberFormatException::new);
    }
}
