package dev.jong.cluster;

import dev.jong.cluster.containerd.Containerd;
import dev.jong.cluster.containerd.ContainerdFolder;
import dev.jong.cluster.image.BuiltInImages;
import dev.jong.cluster.machine.HostNetwork;
import dev.jong.cluster.machine.Packages;
import dev.jong.cluster.pki.PkiFolder;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// A whole cluster on this machine. [#start] is the architecture in the order in which it comes up;
/// [#close] goes back. Containers go on running after that: a later start finds them.
public final class Cluster implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private Cluster() {}

    /// @param progress is told what is being done
    public static Cluster start(
            ClusterConfig config, InstantSource clock, Consumer<String> progress) {
        var cluster = new Cluster();
        try {
            var home = config.home();
            progress.accept("making certificates");
            var hosts =
                    List.of(
                            config.address().getHostAddress(),
                            config.nodeName(),
                            ClusterConfig.API_ADDRESS);
            new PkiFolder(home.pki(), clock).open(hosts);

            progress.accept("starting containerd");
            new HostNetwork(config.network().bridge(), home.root().resolve("host-settings"))
                    .prepare(
                            List.of(
                                    config.network().gateway() + "/24",
                                    ClusterConfig.DNS_ADDRESS + "/32"),
                            config.podCidr());
            var folder = new ContainerdFolder(home.containerd(), Packages.cniFolder());
            folder.configure(config.network(), BuiltInImages.PAUSE);
            var containerd =
                    cluster.add(new Containerd(folder, home.logs().resolve("containerd.log")));
            containerd.start();
            importBuiltInImages(home, folder);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    private static void importBuiltInImages(Home home, ContainerdFolder folder) {
        var archive = home.images().resolve("built-in.tar");
        if (Files.exists(archive)) {
            return;
        }
        var next = home.images().resolve("built-in.tar.new");
        BuiltInImages.write(next);
        Containerd.control(folder, "images", "import", "--no-unpack", next.toString());
        if (!next.toFile().renameTo(archive.toFile())) {
            throw new ClusterException.Refused("cannot write " + archive);
        }
    }
}
