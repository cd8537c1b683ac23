package dev.jong.http;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What one side of TLS shows and whom it believes.
///
/// @param key the private key of the first certificate
/// @param chain own certificate first
/// @param clientAuthorities who may sign clients' certificates; empty: no client is asked for one
/// @param proxyAuthorities who may sign certificates that clients are asked for too, but that say
///   nothing by themselves: [PeerCertificates#trusted()] is false for them
public record TlsIdentity(
        PrivateKey key,
        List<X509Certificate> chain,
        List<X509Certificate> clientAuthorities,
        List<X509Certificate> proxyAuthorities) {
    public TlsIdentity {
        proxyAuthorities = List.copyOf(proxyAuthorities);
        chain = List.copyOf(chain);
        clientAuthorities = List.copyOf(clientAuthorities);
    }

    public TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
        this(key, chain, List.of(), List.of());
    }

    public TlsIdentity(
            PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientAuthorities) {
        this(key, chain, clientAuthorities, List.of());
    }
}
