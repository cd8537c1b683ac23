package dev.jong.cluster.node;

import dev.jong.client.Client;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.Home;
import dev.jong.cluster.containerd.Containerd;
import dev.jong.cluster.containerd.ContainerdFolder;
import dev.jong.cluster.image.BuiltInImages;
import dev.jong.cluster.machine.HostNetwork;
import dev.jong.cluster.machine.Packages;
import dev.jong.cluster.machine.Resolvers;
import dev.jong.dns.Dns;
import dev.jong.dns.DnsConfig;
import dev.jong.foundation.Lifecycle;
import dev.jong.http.TlsIdentity;
import dev.jong.kubelet.Kubelet;
import dev.jong.kubelet.KubeletConfig;
import dev.jong.kubelet.cri.CriRuntime;
import dev.jong.proxy.Family;
import dev.jong.proxy.ProxyConfig;
import dev.jong.proxy.ProxyServer;
import dev.jong.proxy.ServiceProxy;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What each node runs: containerd, the Pods' network, proxy, DNS and kubelet, in that order.
/// Containers go on running after [#close]: a later start finds them.
public final class WorkerNode implements AutoCloseable {
    /// Interfaces made by Jong begin with this.
    public static final String INTERFACES = "jong";

    /// Carries the Pods of a node.
    public static final String BRIDGE = "jong0";

    public static final int KUBELET_PORT = 10250;

    private static final int DNS_PORT = 53;
    private static final int DNS_TTL_SECONDS = 30;

    private final NodeConfig config;
    private final Home home;
    private final Lifecycle parts = new Lifecycle();

    /// As whom the parts of a node speak to the API server. They stay the caller's to close.
    public record Clients(Client proxy, Client dns, Client kubelet) {}

    private WorkerNode(NodeConfig config) {
        this.config = config;
        this.home = config.home();
    }

    /// Returns when everything runs; the node becomes Ready soon after.
    ///
    /// @param serving what the kubelet serves with, and who signs its clients
    /// @param progress is told what is being done
    public static WorkerNode start(
            NodeConfig config, Clients clients, TlsIdentity serving, Consumer<String> progress) {
        var node = new WorkerNode(config);
        try {
            node.start(clients, serving, progress);
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /// The network settings that a node makes on its machine.
    public static HostNetwork hostNetwork(Home home) {
        return new HostNetwork(BRIDGE, home.root(), home.hostSettings());
    }

    private void start(Clients clients, TlsIdentity serving, Consumer<String> progress) {
        progress.accept("starting containerd");
        var network = hostNetwork(home);
        network.prepare(config.dnsAddress().getHostAddress(), config.podCidr());
        var folder = new ContainerdFolder(home.containerd(), Packages.cniFolder());
        folder.configure(BuiltInImages.PAUSE);
        var containerd =
                parts.add(
                        "containerd",
                        new Containerd(folder, home.logs().resolve("containerd.log")));
        containerd.start();
        importBuiltInImages(folder);

        progress.accept("starting the node");
        var pods = new PodNetwork(config.name(), BRIDGE, network, folder);
        parts.add("Pods' network", pods).start(clients.proxy());
        var proxy = parts.add("proxy", ServiceProxy.start(proxySettings(), clients.proxy()));
        parts.add(
                "proxy's health and metrics",
                ProxyServer.start(proxy, ProxyServer.HEALTH_PORT, ProxyServer.METRICS_PORT));
        parts.add("DNS", Dns.start(dnsSettings(), clients.dns()));
        var runtime = parts.add("runtime", CriRuntime.connect(home.containerdSocket()));
        parts.add("kubelet", Kubelet.start(kubeletSettings(serving), clients.kubelet(), runtime));
    }

    private ProxyConfig proxySettings() {
        return new ProxyConfig(
                config.name(), HostNetwork.SERVICES, Map.of(Family.IPV4, config.podCidr()));
    }

    private DnsConfig dnsSettings() {
        return new DnsConfig(
                new InetSocketAddress(config.dnsAddress(), DNS_PORT),
                config.domain(),
                DNS_TTL_SECONDS,
                Resolvers.ofMachine());
    }

    private KubeletConfig kubeletSettings(TlsIdentity serving) {
        return KubeletConfig.ofMachine(
                        config.name(),
                        config.address().getHostAddress(),
                        home.kubelet(),
                        home.podLogs())
                .withDns(List.of(config.dnsAddress().getHostAddress()), config.domain())
                .withServer(new KubeletConfig.Server("", KUBELET_PORT, serving))
                .withSettings(KubeletFile.settings(home));
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
