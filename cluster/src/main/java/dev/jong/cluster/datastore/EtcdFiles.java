package dev.jong.cluster.datastore;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.pki.Pem;
import dev.jong.etcd.EtcdSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/// What TLS with etcd needs, as PEM files that somebody else made.
///
/// @param authority who signs the members' certificates; empty for those that the machine trusts
/// @param certificate what this server shows; present with the key or not at all
public record EtcdFiles(Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {

    /// @throws ClusterException.Refused when a file cannot be read
    public EtcdSecurity read() {
        List<EtcdSecurity.Identity> identity =
                certificate.isPresent() && key.isPresent()
                        ? List.of(
                                new EtcdSecurity.Identity(
                                        read(key.get(), Pem::foreignKey),
                                        read(certificate.get(), Pem::certificates)))
                        : List.of();
        return new EtcdSecurity.Tls(
                authority.map(file -> read(file, Pem::certificates)).orElse(List.of()), identity);
    }

    private interface Form<T> {
        T of(String pem) throws GeneralSecurityException;
    }

    private static <T> T read(Path file, Form<T> form) {
        try {
            return form.of(Files.readString(file));
        } catch (IOException | GeneralSecurityException e) {
            throw new ClusterException.Refused("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
