package dev.jong.cluster.command;

import dev.jong.cluster.Cluster;
import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.DaemonState;
import dev.jong.cluster.DaemonState.Phase;
import dev.jong.cluster.Home;
import dev.jong.cluster.containerd.Containerd;
import dev.jong.cluster.containerd.ContainerdFolder;
import dev.jong.cluster.containerd.Leftovers;
import dev.jong.cluster.log.Logging;
import dev.jong.cluster.machine.HostNetwork;
import dev.jong.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/// The process that `up` starts in the background.
final class Run implements Command {
    @Override
    public String name() {
        return "run";
    }

    @Override
    public String usage() {
        return "[--port PORT]";
    }

    @Override
    public String summary() {
        return "";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var home = context.home();
        home.create();
        Logging.toFile(home.logs().resolve("jong.log"));
        return serve(arguments, home);
    }

    /// Runs a cluster until this process is asked to end.
    static int serve(List<String> arguments, Home home) {
        var flags = Flags.parse(arguments, Set.of(), Set.of("--port")).noWords();
        var config = ClusterConfig.of(home, flags.number("--port", 1, 65535, ClusterConfig.PORT));
        try (var lock = lock(home)) {
            var address = "https://" + config.address().getHostAddress() + ":" + config.port();
            report(home, Phase.STARTING, "starting", address);
            Preconditions.requireFreePorts(config.port());
            var cluster = start(config, message -> report(home, Phase.STARTING, message, address));
            var end = new CountDownLatch(1);
            var ended = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform()
                                    .unstarted(() -> {
                                        end.countDown();
                                        await(ended);
                                    }));
            report(home, Phase.READY, "ready", address);
            await(end);
            cluster.close();
            ended.countDown();
            return lock.isValid() ? 0 : 1;
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot use " + home.lock() + ": " + e.getMessage(), e);
        }
    }

    private static Cluster start(
            ClusterConfig config, java.util.function.Consumer<String> progress) {
        var folder = new ContainerdFolder(config.home().containerd(), Path.of("/"));
        var wasRunning = Containerd.running(folder).isPresent();
        try {
            return Cluster.start(config, InstantSource.system(), progress);
        } catch (RuntimeException e) {
            if (!wasRunning) {
                // Nothing half done; but containers of an earlier run are not to pay for this.
                new Leftovers(folder, config.home().root()).clear();
                new HostNetwork(config.network().bridge(), config.home().hostSettings()).restore();
            }
            LoggerFactory.getLogger(Run.class)
                    .atError()
                    .setCause(e)
                    .log("The cluster did not start");
            var message =
                    switch (e) {
                        case ClusterException known -> known.getMessage();
                        case StoreException store -> String.valueOf(store.getMessage());
                        default ->
                                "the cluster did not start ("
                                        + e.getMessage()
                                        + "); see "
                                        + config.home().logs().resolve("jong.log");
                    };
            report(config.home(), Phase.FAILED, message, "");
            throw new ClusterException.Refused(message, e);
        }
    }

    private static void report(Home home, Phase phase, String message, String address) {
        DaemonState.ofThisProcess(phase, message, Commands.VERSION, address).write(home.state());
    }

    private static FileLock lock(Home home) throws IOException {
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
