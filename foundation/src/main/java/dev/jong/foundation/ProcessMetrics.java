package dev.jong.foundation;

import static dev.jong.foundation.Stability.NONE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/// What Linux tells of this process in `/proc` (proc(5)), under the names that Prometheus'
/// libraries use.
public final class ProcessMetrics {
    private static final Path PROCESS = Path.of("/proc/self");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int VIRTUAL_BYTES = 20;
    private static final int RESIDENT_PAGES = 21;
    private static final int PAGE_BYTES = 4096;
    private static final double UNLIMITED = 0x1p64;
    private static final double MILLIS_PER_SECOND = 1000;

    private ProcessMetrics() {}

    /// Numbers that cannot be read are 0.
    public static void tell(Metrics metrics) {
        metrics.counter(
                NONE,
                "process_cpu_seconds_total",
                "Processor time that the process used, its own and the kernel's for it, in seconds.",
                () -> (stat(USER_TICKS) + stat(SYSTEM_TICKS)) / TICKS_PER_SECOND);
        gauge(
                metrics,
                "process_open_fds",
                "File descriptors that are open.",
                ProcessMetrics::openFiles);
        gauge(
                metrics,
                "process_max_fds",
                "How many file descriptors may be open.",
                () -> limit("Max open files"));
        gauge(
                metrics,
                "process_resident_memory_bytes",
                "Memory of the process that is in RAM, in bytes.",
                () -> stat(RESIDENT_PAGES) * PAGE_BYTES);
        gauge(
                metrics,
                "process_virtual_memory_bytes",
                "Address space that the process has taken, in bytes.",
                () -> stat(VIRTUAL_BYTES));
        gauge(
                metrics,
                "process_virtual_memory_max_bytes",
                "How much address space the process may take, in bytes.",
                () -> limit("Max address space"));
        double started =
                ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(at -> at.toEpochMilli() / MILLIS_PER_SECOND)
                        .orElse(0.0);
        gauge(
                metrics,
                "process_start_time_seconds",
                "When the process began, in seconds since 1970.",
                () -> started);
        metrics.counter(
                NONE,
                "process_network_receive_bytes_total",
                "Bytes that came into the process's network namespace.",
                () -> network("InOctets"));
        metrics.counter(
                NONE,
                "process_network_transmit_bytes_total",
                "Bytes that left the process's network namespace.",
                () -> network("OutOctets"));
    }

    private static void gauge(Metrics metrics, String name, String help, DoubleSupplier value) {
        metrics.gauge(NONE, name, help, value);
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(PROCESS.resolve(file));
        } catch (IOException e) {
            return List.of();
        }
    }

    /// @param field of `stat`, counted from the one after the command
    private static double stat(int field) {
        var line = String.join("", lines("stat"));
        var words = SPACE.split(line.substring(line.lastIndexOf(')') + 1).strip(), -1);
        return field < words.length ? Double.parseDouble(words[field]) : 0;
    }

    private static double openFiles() {
        try (var files = Files.list(PROCESS.resolve("fd"))) {
            return (double) files.count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static double limit(String name) {
        return lines("limits").stream()
                .filter(line -> line.startsWith(name))
                .map(line -> SPACE.split(line.substring(name.length()).strip(), -1)[0])
                .mapToDouble(
                        soft -> soft.equals("unlimited") ? UNLIMITED : Double.parseDouble(soft))
                .findFirst()
                .orElse(0);
    }

    /// A number of `IpExt`: a line of names and a line of values.
    private static double network(String name) {
        var rows =
                lines("net/netstat").stream()
                        .filter(line -> line.startsWith("IpExt:"))
                        .map(line -> List.of(SPACE.split(line, -1)))
                        .toList();
        if (rows.size() < 2 || !rows.get(0).contains(name)) {
            return 0;
        }
        return Double.parseDouble(rows.get(1).get(rows.get(0).indexOf(name)));
    }
}
