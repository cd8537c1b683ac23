package dev.jong.cluster.pki;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What a node keeps that joined a cluster: whom it trusts, and its two certificates. They are
/// asked for again when they are about to expire or do not fit any more.
public final class AgentPki {
    private final PkiFolder folder;
    private final Path authorityFile;

    public AgentPki(Path folder, InstantSource clock) {
        this.folder = new PkiFolder(folder, clock);
        this.authorityFile = folder.resolve("ca.crt");
    }

    /// The cluster's authority as it was accepted at the first joining.
    public Optional<X509Certificate> authority() {
        if (!Files.exists(authorityFile)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Pem.certificate(Files.readString(authorityFile)));
        } catch (IOException | GeneralSecurityException e) {
            throw new ClusterException.Refused(
                    authorityFile + " cannot be read: " + e.getMessage(), e);
        }
    }

    public void accept(X509Certificate authority) {
        PkiFolder.write(authorityFile, Pem.encode(authority));
    }

    /// What the node shows to the API server.
    ///
    /// @param sign gets the certificate for a request, both as PEM
    public Credential client(X509Certificate authority, String node, UnaryOperator<String> sign) {
        var subject = Pki.node(node);
        return folder.leaf(
                PkiFolder.KUBELET_CLIENT,
                authority,
                PkiFolder.names(subject),
                () -> request(subject, List.of(), sign));
    }

    /// What the node's kubelet serves with.
    ///
    /// @param sign gets the certificate for a request, both as PEM
    public Credential server(
            X509Certificate authority, String node, String address, UnaryOperator<String> sign) {
        var hosts = List.of(node, address);
        return folder.leaf(
                PkiFolder.KUBELET_SERVER,
                authority,
                PkiFolder.serves(hosts),
                () -> request(Pki.node(node), hosts, sign));
    }

    private static Credential request(
            Subject subject, List<String> hosts, UnaryOperator<String> sign) {
        var request = CertificateRequest.of(subject, hosts);
        return request.signed(sign.apply(request.pem()));
    }
}
