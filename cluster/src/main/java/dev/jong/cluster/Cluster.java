package dev.jong.cluster;

import dev.jong.client.Client;
import dev.jong.cluster.datastore.Datastore;
import dev.jong.cluster.datastore.OpenStore;
import dev.jong.cluster.datastore.ServerInvitation;
import dev.jong.cluster.kubeconfig.ClusterAccess;
import dev.jong.cluster.machine.NodeNamespace;
import dev.jong.cluster.node.Invitation;
import dev.jong.cluster.node.JoinToken;
import dev.jong.cluster.node.WorkerNode;
import dev.jong.cluster.pki.CommonFiles;
import dev.jong.cluster.pki.Pki;
import dev.jong.cluster.pki.Pki.Component;
import dev.jong.cluster.pki.PkiFolder;
import dev.jong.foundation.Lifecycle;
import dev.jong.http.HttpServer;
import dev.jong.http.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A whole cluster on this machine: the control plane and the first node. [#start] is the
/// architecture in the order in which it comes up; [#close] goes back. Containers go on running
/// after that: a later start finds them.
public final class Cluster implements AutoCloseable {
    private static final int DNS_PORT = 53;
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
        Thread.ofPlatform().daemon().name("warm-up").start(HttpServer::warmUp);
        var pkiFolder = new PkiFolder(home.pki(), clock);
        var ownPki = beside(() -> pkiFolder.open(hosts()));
        var opened = OpenStore.open(config, pkiFolder, hosts(), progress);
        parts.add("what the store needs", opened.parts());

        progress.accept("starting the control plane");
        var pki = ownPki.get();
        var token = JoinToken.keptIn(home.token(), pki.authority().certificate());
        var settings = settings(token, opened.common());
        var plane =
                parts.add(
                        "control plane", ControlPlane.start(settings, pki, opened.store(), clock));
        write(plane.access(ClusterAccess.NAME));

        if (config.runsNode()) {
            startNode(plane, pki, pkiFolder, progress);
        }

        var administrator = plane.client(Pki.ADMIN, pki.admin());
        SystemServices.create(administrator, ClusterConfig.DNS_ADDRESS);
        Invitation.create(
                administrator,
                plane.access(ClusterAccess.NAME).server(),
                pki.authority().certificatePem());
        for (var common : opened.common()) {
            ServerInvitation.create(administrator, common.content());
        }
        plane.approveServing(administrator, clock);
        if (config.runsNode()) {
            awaitNode(administrator, progress);
        }
    }

    /// Does something while the store is opened, on which it depends only where several servers
    /// have one in common.
    private <T> Supplier<T> beside(Supplier<T> work) {
        if (!(config.datastore() instanceof Datastore.Embedded)) {
            return work;
        }
        var task = new FutureTask<>(work::get);
        Thread.ofPlatform().daemon().name("beside-the-store").start(task);
        return () -> {
            try {
                return task.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException.Refused("interrupted", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new IllegalStateException(e);
            }
        };
    }

    private List<String> hosts() {
        return Stream.of(
                        config.address().getHostAddress(),
                        config.nodeName(),
                        ClusterConfig.API_ADDRESS,
                        NodeNamespace.FIRST_NODE,
                        config.flags().text("advertise-address"))
                .filter(host -> !host.isEmpty())
                .toList();
    }

    private ControlPlaneConfig settings(JoinToken token, List<CommonFiles.Sealed> common) {
        var settings =
                new ControlPlaneConfig(
                                "",
                                config.port(),
                                config.address().getHostAddress(),
                                NODE_MONITOR_PERIOD,
                                ClusterConfig.POD_CIDR,
                                token.secret(),
                                "")
                        .withFlags(config.flags());
        if (config.extent() == ClusterConfig.Extent.API_SERVER) {
            settings = settings.withoutControllers();
        }
        return common.isEmpty()
                ? settings
                : settings.withSharing(
                        new ControlPlaneConfig.Sharing(
                                config.nodeName() + "_" + config.address().getHostAddress(),
                                common.getFirst().token().login()));
    }

    private void awaitNode(Client administrator, Consumer<String> progress) {
        progress.accept("waiting for the node");
        Readiness.awaitNode(administrator, config.nodeName());
        progress.accept("waiting for DNS");
        Readiness.awaitNames(
                new InetSocketAddress(InetAddress.ofLiteral(ClusterConfig.DNS_ADDRESS), DNS_PORT),
                ClusterConfig.DOMAIN);
    }

    private void startNode(
            ControlPlane plane, Pki pki, PkiFolder pkiFolder, Consumer<String> progress) {
        var name = config.nodeName();
        var serving =
                pkiFolder.kubeletServer(pki, name, List.of(config.address().getHostAddress()));
        var identity =
                new TlsIdentity(
                        serving.key(),
                        List.of(serving.certificate()),
                        List.of(pki.authority().certificate()));
        var clients =
                new WorkerNode.Clients(
                        plane.client(Component.PROXY),
                        plane.client(Component.DNS),
                        plane.client(Pki.node(name), pkiFolder.kubeletClient(pki, name)));
        var node = ClusterConfig.node(home, name, config.address());
        parts.add("node", WorkerNode.start(node, clients, identity, progress));
    }

    private void write(ClusterAccess access) {
        try {
            var next = Home.partial(home.kubeconfig());
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

    @Override
    public void close() {
        parts.close();
    }
}
