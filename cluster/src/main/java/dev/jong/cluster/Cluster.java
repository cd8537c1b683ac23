package dev.jong.cluster;

import dev.jong.client.Client;
import dev.jong.cluster.containerd.Containerd;
import dev.jong.cluster.containerd.ContainerdFolder;
import dev.jong.cluster.image.BuiltInImages;
import dev.jong.cluster.kubeconfig.ClusterAccess;
import dev.jong.cluster.machine.HostNetwork;
import dev.jong.cluster.machine.Packages;
import dev.jong.cluster.machine.Resolvers;
import dev.jong.cluster.pki.Pki;
import dev.jong.cluster.pki.Pki.Component;
import dev.jong.cluster.pki.PkiFolder;
import dev.jong.dns.Dns;
import dev.jong.dns.DnsConfig;
import dev.jong.foundation.Lifecycle;
import dev.jong.http.TlsIdentity;
import dev.jong.kubelet.Kubelet;
import dev.jong.kubelet.KubeletConfig;
import dev.jong.kubelet.cri.CriRuntime;
import dev.jong.proxy.Family;
import dev.jong.proxy.ProxyConfig;
import dev.jong.proxy.ServiceProxy;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A whole cluster on this machine. [#start] is the architecture in the order in which it comes up;
/// [#close] goes back. Containers go on running after that: a later start finds them.
public final class Cluster implements AutoCloseable {
    private static final int DNS_PORT = 53;
    private static final int DNS_TTL_SECONDS = 30;
    private static final Duration NODE_MONITOR_PERIOD = Duration.ofSeconds(5);

    private final ClusterConfig config;
    private final Home home;
    private final InstantSource clock;
    private final Lifecycle parts = new Lifecycle();

    private Cluster(ClusterConfig config, InstantSource clock) {
        this.config = config;
        this.home = config.home();
        this.clock = clock;
    }

    /// Returns when the node is Ready and names are answered.
    ///
    /// @param progress is told what is being done
    public static Cluster start(
            ClusterConfig config, InstantSource clock, Consumer<String> progress) {
        var cluster = new Cluster(config, clock);
        try {
            cluster.start(progress);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void start(Consumer<String> progress) {
        progress.accept("opening the store");
        var store = LogStore.open(home.data(), StoreOptions.DEFAULT);

        progress.accept("starting the control plane");
        var pkiFolder = new PkiFolder(home.pki(), clock);
        var pki =
                pkiFolder.open(
                        List.of(
                                config.address().getHostAddress(),
                                config.nodeName(),
                                ClusterConfig.API_ADDRESS));
        var planeConfig =
                new ControlPlaneConfig(
                        "", config.port(), config.address().getHostAddress(), NODE_MONITOR_PERIOD);
        var plane = parts.add("control plane", ControlPlane.start(planeConfig, pki, store, clock));
        write(plane.access(ClusterAccess.NAME));

        progress.accept("starting containerd");
        var network = new HostNetwork(config.network().bridge(), home.hostSettings());
        network.prepare(
                List.of(config.network().gateway() + "/24", ClusterConfig.DNS_ADDRESS + "/32"),
                config.podCidr());
        var folder = new ContainerdFolder(home.containerd(), Packages.cniFolder());
        folder.configure(config.network(), BuiltInImages.PAUSE);
        var containerd =
                parts.add(
                        "containerd",
                        new Containerd(folder, home.logs().resolve("containerd.log")));
        containerd.start();
        importBuiltInImages(folder);

        progress.accept("starting the node");
        startProxy(plane.client(Component.PROXY));
        startDns(plane.client(Component.DNS));
        startKubelet(plane, pki, pkiFolder);
        var administrator = plane.client(Pki.ADMIN, pki.admin());
        SystemServices.create(administrator, ClusterConfig.DNS_ADDRESS);
        progress.accept("waiting for the node");
        Readiness.awaitNode(administrator, config.nodeName());
        progress.accept("waiting for DNS");
        Readiness.awaitNames(dnsAddress(), config.domain());
    }

    private void startProxy(Client client) {
        var settings =
                new ProxyConfig(
                        config.nodeName(),
                        HostNetwork.SERVICES,
                        Map.of(Family.IPV4, config.podCidr()));
        parts.add("proxy", ServiceProxy.start(settings, client));
    }

    private void startDns(Client client) {
        var settings =
                new DnsConfig(
                        dnsAddress(), config.domain(), DNS_TTL_SECONDS, Resolvers.ofMachine());
        parts.add("DNS", Dns.start(settings, client));
    }

    private static InetSocketAddress dnsAddress() {
        return new InetSocketAddress(InetAddress.ofLiteral(ClusterConfig.DNS_ADDRESS), DNS_PORT);
    }

    private void startKubelet(ControlPlane plane, Pki pki, PkiFolder pkiFolder) {
        var node = config.nodeName();
        var address = config.address().getHostAddress();
        var serving = pkiFolder.kubeletServer(pki, node, List.of(address));
        var identity =
                new TlsIdentity(
                        serving.key(),
                        List.of(serving.certificate()),
                        List.of(pki.authority().certificate()));
        var settings =
                KubeletConfig.ofMachine(node, address, home.kubelet(), home.podLogs())
                        .withDns(List.of(ClusterConfig.DNS_ADDRESS), config.domain())
                        .withServer(
                                new KubeletConfig.Server("", ClusterConfig.KUBELET_PORT, identity));
        var client = plane.client(Pki.node(node), pkiFolder.kubeletClient(pki, node));
        var runtime = parts.add("runtime", CriRuntime.connect(home.containerdSocket()));
        parts.add("kubelet", Kubelet.start(settings, client, runtime));
    }

    private void write(ClusterAccess access) {
        try {
            var next = home.kubeconfig().resolveSibling("kubeconfig.new");
            Files.writeString(next, access.yaml());
            Files.move(
                    next,
                    home.kubeconfig(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot write " + home.kubeconfig() + ": " + e.getMessage(), e);
        }
    }

    private void importBuiltInImages(ContainerdFolder folder) {
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

    @Override
    public void close() {
        parts.close();
    }
}
