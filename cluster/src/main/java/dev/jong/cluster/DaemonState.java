package dev.jong.cluster;

import dev.jong.cluster.machine.Processes;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Properties;

/// What the process that runs the cluster says about itself, for `up`, `status` and `down`.
///
/// @param processStart when the process started, so that a recycled process id is not taken for it
/// @param message what it is doing now, or why it failed
public record DaemonState(
        long processId,
        Instant processStart,
        Phase phase,
        String message,
        String version,
        String address) {
    public enum Phase {
        STARTING,
        READY,
        FAILED
    }

    public static DaemonState ofThisProcess(
            Phase phase, String message, String version, String address) {
        var process = ProcessHandle.current();
        return new DaemonState(process.pid(), startOf(process), phase, message, version, address);
    }

    /// The process, when it still runs.
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(processId)
                .filter(process -> startOf(process).equals(processStart))
                .filter(Processes::isRunning);
    }

    public static Optional<DaemonState> read(Path file) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
            return Optional.of(
                    new DaemonState(
                            Long.parseLong(properties.getProperty("pid", "")),
                            Instant.parse(properties.getProperty("started", "")),
                            Phase.valueOf(properties.getProperty("phase", "")),
                            properties.getProperty("message", ""),
                            properties.getProperty("version", ""),
                            properties.getProperty("address", "")));
        } catch (IOException | IllegalArgumentException | DateTimeParseException _) {
            return Optional.empty();
        }
    }

    public void write(Path file) {
        var properties = new Properties();
        properties.setProperty("pid", Long.toString(processId));
        properties.setProperty("started", processStart.toString());
        properties.setProperty("phase", phase.name());
        properties.setProperty("message", message);
        properties.setProperty("version", version);
        properties.setProperty("address", address);
        try {
            var text = new StringWriter();
            properties.store(text, null);
            var next = Home.partial(file);
            Files.writeString(next, text.toString());
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
