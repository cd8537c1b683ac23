package dev.jong.cluster.containerd;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.machine.Processes;
import dev.jong.cluster.machine.Program;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the private containerd and starts it again when it ends. One that a former process left
/// behind is adopted, and [#close] leaves it running: containers outlive the process that asked for
/// them.
public final class Containerd implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Containerd.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(200);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(20);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    private final ContainerdFolder folder;
    private final Path logFile;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable ProcessHandle process;

    public Containerd(ContainerdFolder folder, Path logFile) {
        this.folder = folder;
        this.logFile = logFile;
    }

    /// Returns once the socket answers.
    public void start() {
        var running = adopt().orElseGet(this::launch);
        process = running;
        awaitSocket(running);
        Thread.ofVirtual().name("containerd-supervisor").start(this::supervise);
    }

    public Optional<ProcessHandle> process() {
        return Optional.ofNullable(process).filter(Processes::isRunning);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void supervise() {
        var delay = FIRST_DELAY;
        while (closed.getCount() > 0) {
            var current = process;
            if (current != null) {
                current.onExit().join();
            }
            try {
                if (closed.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                log.atWarn().addKeyValue("log", logFile).log("Containerd ended, starting it again");
                var next = launch();
                process = next;
                awaitSocket(next);
                delay = FIRST_DELAY;
            } catch (ClusterException e) {
                log.atError().setCause(e).log("Containerd did not start");
                delay =
                        delay.multipliedBy(2).compareTo(LONGEST_DELAY) > 0
                                ? LONGEST_DELAY
                                : delay.multipliedBy(2);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Optional<ProcessHandle> adopt() {
        return running(folder).filter(_ -> socketAnswers());
    }

    /// The containerd that belongs to this folder, whoever started it.
    public static Optional<ProcessHandle> running(ContainerdFolder folder) {
        try {
            var id = Long.parseLong(Files.readString(folder.processId()).strip());
            var commandLine = Files.readString(Path.of("/proc", Long.toString(id), "cmdline"));
            return commandLine.contains(folder.configuration().toString())
                    ? ProcessHandle.of(id)
                    : Optional.empty();
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private ProcessHandle launch() {
        var program =
                Program.find("containerd")
                        .orElseThrow(() ->
                                new ClusterException.Refused(
                                        "containerd is missing: install the package containerd"));
        try {
            Files.deleteIfExists(folder.socket());
            // A session of its own: a signal to our terminal or our process group must not reach
            // the containers.
            var builder =
                    new ProcessBuilder(
                            "setsid",
                            program.toString(),
                            "--config",
                            folder.configuration().toString(),
                            "--log-level",
                            "warn");
            builder.redirectInput(new java.io.File("/dev/null"));
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
            var started = builder.start();
            Files.writeString(folder.processId(), Long.toString(started.pid()));
            return started.toHandle();
        } catch (IOException e) {
            throw new ClusterException.ProgramFailed(
                    "containerd could not be started: " + e.getMessage(), e);
        }
    }

    private void awaitSocket(ProcessHandle starting) {
        var deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!socketAnswers()) {
            if (!Processes.isRunning(starting)) {
                throw new ClusterException.ProgramFailed(
                        "containerd ended while starting: " + lastLogLine());
            }
            if (System.nanoTime() > deadline) {
                throw new ClusterException.ProgramFailed(
                        "containerd does not answer after "
                                + START_LIMIT.toSeconds()
                                + " s; see "
                                + logFile);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean socketAnswers() {
        if (!Files.exists(folder.socket())) {
            return false;
        }
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(folder.socket()));
        } catch (IOException _) {
            return false;
        }
    }

    private String lastLogLine() {
        try {
            var lines = Files.readAllLines(logFile);
            return lines.isEmpty() ? "it left no message" : lines.getLast();
        } catch (IOException e) {
            return "see " + logFile + " (" + e.getMessage() + ")";
        }
    }

    /// Runs containerd's own client in the namespace of Kubernetes.
    public static String control(ContainerdFolder folder, String... arguments) {
        var command =
                new java.util.ArrayList<>(
                        List.of(
                                "ctr",
                                "--address",
                                folder.socket().toString(),
                                "--namespace",
                                "k8s.io"));
        command.addAll(List.of(arguments));
        return Program.require(command.toArray(String[]::new));
    }
}
