package dev.jong.cluster.command;

import dev.jong.api.Release;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.DaemonState;
import dev.jong.cluster.DaemonState.Phase;
import dev.jong.cluster.Home;
import dev.jong.cluster.containerd.Containerd;
import dev.jong.cluster.containerd.ContainerdFolder;
import dev.jong.cluster.containerd.Leftovers;
import dev.jong.cluster.node.WorkerNode;
import dev.jong.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/// A process that runs until it is asked to end: the one that holds a home, and says in it how it
/// is.
///
/// @param address where it serves, for people
record Daemon(Home home, String address) {
    /// Starts something; is given who wants to hear what it is doing.
    interface Start {
        AutoCloseable start(Consumer<String> progress);
    }

    /// Runs it until this process is asked to end.
    int run(Start what) {
        try (var lock = lock()) {
            report(Phase.STARTING, "starting");
            var running = start(what);
            var end = new CountDownLatch(1);
            var ended = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform()
                                    .unstarted(() -> {
                                        end.countDown();
                                        await(ended);
                                    }));
            report(Phase.READY, "ready");
            HeapTrim.start();
            await(end);
            close(running);
            ended.countDown();
            return lock.isValid() ? 0 : 1;
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot use " + home.lock() + ": " + e.getMessage(), e);
        }
    }

    private static void close(AutoCloseable running) {
        try {
            running.close();
        } catch (Exception e) {
            LoggerFactory.getLogger(Daemon.class).atWarn().setCause(e).log("Did not close cleanly");
        }
    }

    private AutoCloseable start(Start what) {
        var folder = new ContainerdFolder(home.containerd(), Path.of("/"));
        var wasRunning = Containerd.running(folder).isPresent();
        try {
            return what.start(message -> report(Phase.STARTING, message));
        } catch (RuntimeException e) {
            if (!wasRunning) {
                // Nothing half done; but containers of an earlier run are not to pay for this.
                new Leftovers(folder, home.root()).clear();
                WorkerNode.hostNetwork(home).restore();
            }
            LoggerFactory.getLogger(Daemon.class).atError().setCause(e).log("Did not start");
            var message =
                    switch (e) {
                        case ClusterException known -> known.getMessage();
                        case InvalidConfiguration invalid -> String.valueOf(invalid.getMessage());
                        case StoreException store -> String.valueOf(store.getMessage());
                        default ->
                                "it did not start (" + e.getMessage() + "); see " + home.logFile();
                    };
            throw failed(new ClusterException.Refused(message, e));
        }
    }

    /// That the reason cannot be kept must not hide it.
    private ClusterException failed(ClusterException reason) {
        try {
            report(Phase.FAILED, String.valueOf(reason.getMessage()));
        } catch (ClusterException unwritten) {
            reason.addSuppressed(unwritten);
        }
        return reason;
    }

    private void report(Phase phase, String message) {
        DaemonState.ofThisProcess(phase, message, Release.VERSION, address).write(home.state());
    }

    private FileLock lock() throws IOException {
        var channel =
                FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new ClusterException.Refused(
                    "a cluster already runs in "
                            + home.root()
                            + ": see `jong status`, or set JONG_HOME to another folder");
        }
        return lock;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
