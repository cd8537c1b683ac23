package dev.jong.cluster.node;

import dev.jong.api.Bytes;
import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.api.certificates.v1.CertificateSigningRequestSpec;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.ClientTls;
import dev.jong.client.HttpTransport;
import dev.jong.client.ServerList;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.pki.AgentPki;
import dev.jong.cluster.pki.Credential;
import dev.jong.cluster.pki.Pem;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How a machine becomes a node of a cluster of which it knows the URL and a token: it reads the
/// public ConfigMap `cluster-info`, believes it when the token vouches for its authority, and has
/// its certificates signed by the API (as kubelets bootstrap TLS).
public final class Joining {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final ServerList servers;
    private final JoinToken token;
    private final AgentPki pki;

    /// What a node has when it has joined.
    ///
    /// @param client shown to the API server
    /// @param serving what the kubelet serves with
    public record Membership(
            ServerList servers, X509Certificate authority, Credential client, Credential serving) {
        /// A client of this node; the caller's to close.
        Connection connect(String userAgent) {
            var transport =
                    new HttpTransport(
                            new HttpTransport.Settings(
                                    servers.current(), tls(), () -> "", userAgent),
                            servers);
            return new Connection(new Client(transport), transport);
        }

        SSLContext tls() {
            return ClientTls.of(List.of(authority), client.key(), List.of(client.certificate()));
        }
    }

    /// One part of a node, connected to the API server.
    record Connection(Client client, HttpTransport transport) implements AutoCloseable {
        /// Shows a renewed certificate from now on.
        void show(Membership renewed) {
            transport.reconnect(renewed.tls());
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /// @param servers of the cluster, at least one that answers
    public Joining(ServerList servers, JoinToken token, AgentPki pki) {
        this.servers = servers;
        this.token = token;
        this.pki = pki;
    }

    /// Certificates that are kept and still good are not asked for again.
    public Membership join(String node, String address) {
        var authority = authority();
        var client = pki.client(authority, node, request -> asNewcomer(authority, node, request));
        var serving =
                pki.server(
                        authority,
                        node,
                        address,
                        request -> asNode(authority, client, node, request));
        return new Membership(servers, authority, client, serving);
    }

    private X509Certificate authority() {
        var kept = pki.authority().filter(token::isOf);
        if (kept.isPresent()) {
            return kept.get();
        }
        var found = askedAuthority();
        if (!token.isOf(found)) {
            throw new ClusterException.Refused(
                    servers.current() + " is not the cluster that the token is for");
        }
        pki.accept(found);
        return found;
    }

    /// Nobody vouches for the answer yet.
    private X509Certificate askedAuthority() {
        var tls = ClientTls.insecure(null, List.of());
        try (var client = connection(servers, tls, "", "jong/agent")) {
            var info =
                    client.resources(ConfigMap.KIND)
                            .inNamespace(ClusterInfo.NAMESPACE)
                            .get(ClusterInfo.NAME);
            return Pem.certificate(ClusterInfo.authority(info));
        } catch (ClientException e) {
            throw new ClusterException.Refused(
                    "no cluster answers at " + servers.current() + ": " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new ClusterException.Refused(
                    servers.current() + " does not say who signs for it: " + e.getMessage(), e);
        }
    }

    private String asNewcomer(X509Certificate authority, String node, String request) {
        var tls = ClientTls.of(List.of(authority), null, List.of());
        try (var client = connection(servers, tls, token.secret(), "jong/agent")) {
            return signed(
                    client,
                    "node-csr-" + node + "-",
                    "kubernetes.io/kube-apiserver-client-kubelet",
                    "client auth",
                    request);
        }
    }

    private String asNode(X509Certificate authority, Credential own, String node, String request) {
        var tls = ClientTls.of(List.of(authority), own.key(), List.of(own.certificate()));
        try (var client = connection(servers, tls, "", "jong/agent")) {
            return signed(
                    client,
                    "csr-" + node + "-",
                    "kubernetes.io/kubelet-serving",
                    "server auth",
                    request);
        }
    }

    private static String signed(
            Client client, String prefix, String signer, String usage, String pem) {
        var requests = client.resources(CertificateSigningRequest.KIND);
        var spec =
                CertificateSigningRequestSpec.builder()
                        .signerName(signer)
                        .usages(List.of("digital signature", usage))
                        .request(Bytes.ofUtf8(pem))
                        .build();
        var name =
                requests.create(
                                CertificateSigningRequest.builder()
                                        .metadata(ObjectMeta.builder().generateName(prefix).build())
                                        .spec(spec)
                                        .build())
                        .name();
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
            var certificate = requests.get(name).status().certificate();
            if (!certificate.isEmpty()) {
                return certificate.utf8();
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new ClusterException.Refused(
                "the cluster did not sign the certificate request " + name + " for " + signer);
    }

    private static Client connection(
            ServerList servers, @Nullable SSLContext tls, String token, String userAgent) {
        var settings = new HttpTransport.Settings(servers.current(), tls, () -> token, userAgent);
        return new Client(new HttpTransport(settings, servers));
    }
}
