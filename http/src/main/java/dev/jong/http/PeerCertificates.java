package dev.jong.http;

import java.security.cert.X509Certificate;
import java.util.List;

/// What a client showed in the TLS handshake.
///
/// @param chain the client's own certificate first; never empty
/// @param trusted whether the chain leads to one of [TlsIdentity#clientAuthorities()], is in its
///   time and may be used by clients
/// @param refusal why it is not trusted, "" if it is
public record PeerCertificates(List<X509Certificate> chain, boolean trusted, String refusal) {
    public PeerCertificates {
        chain = List.copyOf(chain);
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }
}
