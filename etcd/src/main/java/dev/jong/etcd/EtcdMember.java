package dev.jong.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a member of etcd and starts it again when it ends.
public final class EtcdMember implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EtcdMember.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(200);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final MemberSettings settings;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Process process;

    private EtcdMember(MemberSettings settings) {
        this.settings = settings;
    }

    /// Returns as soon as the process runs; whether it serves is for its clients to find out.
    ///
    /// @throws UncheckedIOException when the program or its folder cannot be used
    public static EtcdMember start(MemberSettings settings) {
        var member = new EtcdMember(settings);
        try {
            member.endFormer();
            member.launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("etcd-supervisor").start(member::supervise);
        return member;
    }

    public MemberSettings settings() {
        return settings;
    }

    /// Its process number; a later one after each restart.
    public long pid() {
        var running = process;
        return running == null ? 0 : running.pid();
    }

    /// A process that was killed leaves its member behind, which keeps ports and data locked.
    private void endFormer() {
        var data = "--data-dir=" + settings.data();
        ProcessHandle.allProcesses()
                .filter(each ->
                        each.info().arguments().stream().flatMap(Stream::of).anyMatch(data::equals))
                .forEach(EtcdMember::end);
    }

    private static void end(ProcessHandle former) {
        former.destroy();
        try {
            former.onExit().get(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            former.destroyForcibly();
            former.onExit().join();
        }
    }

    private void launch() throws IOException {
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (!Files.isDirectory(settings.data())) {
            Files.createDirectories(settings.data(), ownerOnly);
        }
        var builder =
                new ProcessBuilder(settings.command())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(settings.log().toFile()));
        // Variables of that name would be flags.
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD_"));
        process = builder.start();
    }

    private void supervise() {
        var delay = FIRST_DELAY;
        while (closed.getCount() > 0) {
            var running = process;
            var since = System.nanoTime();
            try {
                if (running != null) {
                    running.waitFor();
                }
                if (System.nanoTime() - since > STEADY.toNanos()) {
                    delay = FIRST_DELAY;
                }
                if (closed.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                delay = delay.multipliedBy(2);
                if (delay.compareTo(LONGEST_DELAY) > 0) {
                    delay = LONGEST_DELAY;
                }
                log.atWarn()
                        .addKeyValue("member", settings.name())
                        .addKeyValue("log", settings.log())
                        .log("etcd ended, starting it again");
                synchronized (this) {
                    if (closed.getCount() > 0) {
                        launch();
                    }
                }
            } catch (IOException e) {
                log.atError().setCause(e).log("etcd did not start");
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// Ends the process; returns when it has ended.
    @Override
    public void close() {
        Process running;
        synchronized (this) {
            closed.countDown();
            running = process;
        }
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
