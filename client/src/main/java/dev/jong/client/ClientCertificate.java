package dev.jong.client;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// By which a client is known to a server.
///
/// @param chain its own certificate first
public record ClientCertificate(PrivateKey key, List<X509Certificate> chain) {
    public ClientCertificate {
        chain = List.copyOf(chain);
    }
}
