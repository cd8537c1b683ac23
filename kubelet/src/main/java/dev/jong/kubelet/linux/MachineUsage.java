package dev.jong.kubelet.linux;

import dev.jong.kubelet.runtime.NodeUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// What everything on this machine used, as the kernel tells it in `/proc` (proc(5)).
public final class MachineUsage {
    private static final Path PROCESSOR = Path.of("/proc/stat");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final long KIBI = 1024;

    /// Words of the line `cpu`: user, nice, system; then interrupts and what others took. Idle and
    /// waiting for disks are not use.
    private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

    private MachineUsage() {}

    public static NodeUsage now(Instant at) {
        try {
            return of(at, Files.readString(PROCESSOR), Files.readString(MEMORY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param processor what `/proc/stat` says
    /// @param memory what `/proc/meminfo` says
    static NodeUsage of(Instant at, String processor, String memory) {
        var words = List.of(processor.lines().findFirst().orElse("").split(" +", -1));
        long ticks = 0;
        for (var index : BUSY) {
            ticks += index < words.size() ? Long.parseLong(words.get(index)) : 0;
        }
        long used =
                bytes(memory, "MemTotal")
                        - bytes(memory, "MemFree")
                        - bytes(memory, "Inactive(file)");
        return new NodeUsage(at, ticks * NANOS_PER_TICK, Math.max(used, 0));
    }

    private static long bytes(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(name.length() + 1).replaceAll("\\D", ""))
                                * KIBI)
                .findFirst()
                .orElse(0);
    }
}
