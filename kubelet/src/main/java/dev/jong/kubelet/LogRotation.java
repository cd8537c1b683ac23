package dev.jong.kubelet;

import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import dev.jong.kubelet.settings.KubeletSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps each container's log at a few files of limited size. The newest of the rotated ones stays
/// plain, because a reader may still be in it; older ones are compressed.
final class LogRotation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogRotation.class);
    private static final String COMPRESSED = ".gz";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final KubeletSettings.Logs limits;
    private final Runtime runtime;
    private final Path logs;
    private final Thread thread;

    private LogRotation(KubeletSettings.Logs limits, Runtime runtime, Path logs) {
        this.limits = limits;
        this.runtime = runtime;
        this.logs = logs;
        this.thread = Thread.ofVirtual().name("log-rotation").unstarted(this::run);
    }

    static LogRotation start(KubeletSettings.Logs limits, Runtime runtime, Path logs) {
        var rotation = new LogRotation(limits, runtime, logs);
        rotation.thread.start();
        return rotation;
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(limits.period());
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
                                        && attributes.size() > limits.mostBytes()
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
                compressAll(folder, file.getFileName() + ".");
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

    /// What was rotated before.
    private static void compressAll(Path folder, String prefix) throws IOException {
        for (var plain : rotated(folder, prefix)) {
            if (plain.toString().endsWith(COMPRESSED)) {
                continue;
            }
            var partial = plain.resolveSibling(plain.getFileName() + ".tmp");
            try (var out = new GZIPOutputStream(Files.newOutputStream(partial))) {
                Files.copy(plain, out);
            }
            Files.move(
                    partial,
                    plain.resolveSibling(plain.getFileName() + COMPRESSED),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.delete(plain);
        }
    }

    /// The newest first.
    private static List<Path> rotated(Path folder, String prefix) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .filter(each -> !each.toString().endsWith(".tmp"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private void dropOldest(Path folder, String prefix) throws IOException {
        for (var each : rotated(folder, prefix).stream().skip(limits.mostFiles() - 1).toList()) {
            Files.deleteIfExists(each);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
