package dev.jong.systemtests.node;

import dev.jong.api.core.v1.Pod;
import dev.jong.client.Client;
import dev.jong.cluster.ControlPlane;
import dev.jong.cluster.ControlPlaneConfig;
import dev.jong.cluster.containerd.Containerd;
import dev.jong.cluster.containerd.ContainerdFolder;
import dev.jong.cluster.containerd.Leftovers;
import dev.jong.cluster.containerd.NodeNetwork;
import dev.jong.cluster.image.BuiltInImages;
import dev.jong.cluster.pki.Pki;
import dev.jong.cluster.pki.Subject;
import dev.jong.kubelet.Kubelet;
import dev.jong.kubelet.KubeletConfig;
import dev.jong.kubelet.cri.CriRuntime;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// A control plane in memory and one real node in a temporary folder; closing it leaves nothing
/// behind.
final class RealNode implements AutoCloseable {
    private static final Path CNI = Path.of("/usr/lib/cni");

    /// Several test runs may share a machine.
    private static final long RUN = ProcessHandle.current().pid();

    private static final String BRIDGE = "jongt" + RUN;
    private static final String NETWORK = "10.78." + RUN % 250;
    static final String GROUP = "jongtest" + RUN;

    private final Path home;
    private final ControlPlane plane;
    private final ContainerdFolder folder;
    private final Containerd containerd;
    private final CriRuntime runtime;
    private final Client client;
    private Kubelet kubelet;

    RealNode(Path home) throws IOException {
        this.home = home;
        var clock = InstantSource.system();
        var pki = Pki.create(List.of(), clock);
        this.plane =
                ControlPlane.start(
                        new ControlPlaneConfig(
                                "127.0.0.1", 0, "127.0.0.1", Duration.ofSeconds(5), "", "", ""),
                        pki,
                        LogStore.inMemory(StoreOptions.DEFAULT),
                        clock);
        this.client = plane.client(Subject.of("test", "system:masters"), pki.admin());
        this.folder = new ContainerdFolder(home.resolve("containerd"), CNI);
        Files.createDirectories(folder.root());
        Files.createDirectories(home.resolve("kubelet"));
        folder.configure(BuiltInImages.PAUSE);
        folder.connect(NodeNetwork.of(BRIDGE, NETWORK + ".0/24"));
        this.containerd = new Containerd(folder, home.resolve("containerd.log"));
        containerd.start();
        var archive = home.resolve("images.tar");
        BuiltInImages.write(archive);
        Containerd.control(folder, "images", "import", archive.toString());
        this.runtime = CriRuntime.connect(folder.socket());
        this.kubelet = startKubelet();
    }

    /// Whether this machine can run containers for us.
    static boolean possible() {
        return "root".equals(System.getProperty("user.name"))
                && Files.isExecutable(Path.of("/usr/bin/containerd"))
                && Files.isExecutable(Path.of("/usr/sbin/runc"))
                && Files.isExecutable(CNI.resolve("bridge"));
    }

    private Kubelet startKubelet() {
        var config =
                KubeletConfig.ofMachine(
                                "real",
                                NETWORK + ".1",
                                home.resolve("kubelet"),
                                home.resolve("logs"))
                        .withCgroupRoot("/" + GROUP);
        return Kubelet.start(config, client, runtime);
    }

    void restartKubelet() {
        kubelet.close();
        kubelet = startKubelet();
    }

    Client client() {
        return client;
    }

    Pod pod(String name) {
        return client.resources(Pod.KIND).inNamespace("default").get(name);
    }

    Path home() {
        return home;
    }

    @Override
    public void close() {
        kubelet.close();
        plane.close();
        runtime.close();
        containerd.close();
        new Leftovers(folder, home).clear();
        removeGroups();
        removeBridge();
    }

    private static void removeGroups() {
        try (var hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            for (var hierarchy : hierarchies.toList()) {
                removeGroup(hierarchy.resolve(GROUP));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void removeGroup(Path group) throws IOException {
        if (Files.isDirectory(group)) {
            try (var children = Files.list(group)) {
                for (var child : children.filter(Files::isDirectory).toList()) {
                    removeGroup(child);
                }
            }
            Files.delete(group);
        }
    }

    private static void removeBridge() {
        try {
            new ProcessBuilder("ip", "link", "delete", BRIDGE).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
