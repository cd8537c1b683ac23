package dev.jong.cluster.node;

import dev.jong.client.Client;
import dev.jong.client.ClientTls;
import dev.jong.client.ServerPulse;
import dev.jong.cluster.ClusterException;
import dev.jong.foundation.Lifecycle;
import dev.jong.http.TlsIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A node of a cluster whose API server is elsewhere.
public final class Agent implements AutoCloseable {
    private final Lifecycle parts = new Lifecycle();
    private final List<Joining.Connection> connections = new ArrayList<>();

    private Agent() {}

    /// Joins, and returns when everything runs.
    ///
    /// @param progress is told what is being done
    public static Agent start(NodeConfig config, Joining joining, Consumer<String> progress) {
        var agent = new Agent();
        try {
            progress.accept("joining the cluster");
            var member = joining.join(config.name(), config.address().getHostAddress());
            var clients =
                    new WorkerNode.Clients(
                            agent.connect(member, "proxy"),
                            agent.connect(member, "dns"),
                            agent.connect(member, "kubelet"));
            agent.parts.add(
                    "pulse of the servers",
                    ServerPulse.start(
                            member.servers(),
                            clients.kubelet(),
                            ClientTls.of(List.of(member.authority()), null, List.of()),
                            new KnownServers(config.home())::keep));
            agent.parts.add(
                    "renewal of the certificate",
                    new CertificateRenewal(
                                    member,
                                    () ->
                                            joining.join(
                                                    config.name(),
                                                    config.address().getHostAddress()),
                                    now -> agent.connections.forEach(each -> each.show(now)))
                            .start());
            var serving =
                    new TlsIdentity(
                            member.serving().key(),
                            List.of(member.serving().certificate()),
                            List.of(member.authority()));
            agent.parts.add("node", WorkerNode.start(config, clients, serving, progress));
            progress.accept("waiting for the node");
            agent.awaitReady(clients.kubelet(), config.name());
            return agent;
        } catch (RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private Client connect(Joining.Membership member, String part) {
        var connection = parts.add("client of " + part, member.connect("jong/" + part));
        connections.add(connection);
        return connection.client();
    }

    private void awaitReady(Client client, String name) {
        try {
            dev.jong.cluster.Readiness.awaitNode(client, name);
        } catch (dev.jong.client.ClientException e) {
            throw new ClusterException.ProgramFailed(
                    "the API server does not answer any more: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
