package dev.jong.cluster.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;

/// Processes that this one did not start itself.
public final class Processes {
    private static final Duration POLL = Duration.ofMillis(5);

    private Processes() {}

    /// A process that has ended but was not yet collected by its parent does not count as running.
    public static boolean isRunning(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            var state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException _) {
            return process.isAlive();
        }
    }

    /// Asks the processes to end, waits, and ends those that did not.
    public static void end(Collection<ProcessHandle> processes, Duration patience) {
        processes.forEach(ProcessHandle::destroy);
        if (!awaitEnd(processes, patience)) {
            processes.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(processes, Duration.ofSeconds(10));
        }
    }

    /// True when all have ended.
    private static boolean awaitEnd(Collection<ProcessHandle> processes, Duration patience) {
        var deadline = System.nanoTime() + patience.toNanos();
        while (processes.stream().anyMatch(Processes::isRunning)) {
            if (System.nanoTime() >= deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }
}
