package dev.jong.kubelet;

import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps each container's log at five files of ten mebibytes.
final class LogRotation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogRotation.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final long MOST_BYTES = 10L << 20;
    private static final int MOST_FILES = 5;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final Runtime runtime;
    private final Path logs;
    private final Thread thread;

    private LogRotation(Runtime runtime, Path logs) {
        this.runtime = runtime;
        this.logs = logs;
        this.thread = Thread.ofVirtual().name("log-rotation").unstarted(this::run);
    }

    static LogRotation start(Runtime runtime, Path logs) {
        var rotation = new LogRotation(runtime, logs);
        rotation.thread.start();
        return rotation;
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(PERIOD);
                large().forEach(this::rotate);
            } catch (InterruptedException _) {
                return;
            } catch (IOException | RuntimeFailure e) {
                log.atDebug().log("Could not rotate logs: {}", e.getMessage());
            }
        }
    }

    private List<Path> large() throws IOException {
        if (!Files.isDirectory(logs)) {
            return List.of();
        }
        try (var files =
                Files.find(
                        logs,
                        3,
                        (path, attributes) ->
                                attributes.isRegularFile()
                                        && attributes.size() > MOST_BYTES
                                        && path.toString().endsWith(".log"))) {
            return files.toList();
        }
    }

    /// `<namespace>_<pod>_<uid>/<container>/<attempt>.log`
    private void rotate(Path file) {
        var folder = Objects.requireNonNull(file.getParent());
        var container = folder.getFileName().toString();
        var pod = Objects.requireNonNull(folder.getParent()).getFileName().toString();
        var uid = pod.substring(pod.lastIndexOf('_') + 1);
        try {
            var run =
                    runtime.containersOf(uid).stream()
                            .filter(each ->
                                    each.name().equals(container)
                                            && each.running()
                                            && each.logPath().equals(file.toString()))
                            .findFirst();
            if (run.isPresent()) {
                Files.move(
                        file,
                        folder.resolve(
                                file.getFileName()
                                        + "."
                                        + STAMP.format(LocalDateTime.now(ZoneOffset.UTC))));
                runtime.reopenLog(run.get().id());
                dropOldest(folder, file.getFileName() + ".");
            }
        } catch (IOException | RuntimeFailure e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .log("Could not rotate a log: {}", e.getMessage());
        }
    }

    private static void dropOldest(Path folder, String prefix) throws IOException {
        try (var files = Files.list(folder)) {
            var rotated =
                    files.filter(each -> each.getFileName().toString().startsWith(prefix))
                            .sorted(Comparator.reverseOrder())
                            .skip(MOST_FILES - 1)
                            .toList();
            for (var each : rotated) {
                Files.deleteIfExists(each);
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
