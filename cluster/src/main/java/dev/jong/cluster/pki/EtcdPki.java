package dev.jong.cluster.pki;

import dev.jong.etcd.EtcdSecurity;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/// What identifies the members of a cluster's own etcd and their clients to each other: an
/// authority of their own, as with kubeadm.
///
/// @param client what an API server shows
/// @param files where the member finds what it serves with and shows to the others
public record EtcdPki(X509Certificate authority, Credential client, Files files) {
    /// PEM files.
    public record Files(Path authority, Path certificate, Path key) {}

    /// How this server connects.
    public EtcdSecurity security() {
        return new EtcdSecurity.Tls(
                List.of(authority),
                List.of(new EtcdSecurity.Identity(client.key(), List.of(client.certificate()))));
    }
}
