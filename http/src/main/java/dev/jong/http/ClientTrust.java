package dev.jong.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/// Lets every client through the handshake and judges its certificate afterwards, so that an
/// unknown one becomes a 401 and not a broken connection.
public final class ClientTrust extends X509ExtendedTrustManager {
    private final List<X509Certificate> named;
    private final List<X509TrustManager> judges;

    public ClientTrust(List<X509Certificate> authorities) {
        this(authorities, List.of());
    }

    /// @param others whose certificates clients may show as well, for somebody else to judge
    ClientTrust(List<X509Certificate> authorities, List<X509Certificate> others) {
        this.named = Stream.concat(authorities.stream(), others.stream()).toList();
        this.judges =
                authorities.isEmpty()
                        ? List.of()
                        : List.of(judge(authorities.toArray(X509Certificate[]::new)));
    }

    private static X509TrustManager judge(X509Certificate[] authorities) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (var i = 0; i < authorities.length; i++) {
                store.setCertificateEntry("ca" + i, authorities[i]);
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException e) {
            throw new ProtocolException("cannot use the client authorities: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param chain the client's own certificate first
    public PeerCertificates judge(List<X509Certificate> chain) {
        if (judges.isEmpty()) {
            return new PeerCertificates(chain, false, "x509: no client authority is known");
        }
        try {
            var leaf = chain.getFirst();
            judges.getFirst()
                    .checkClientTrusted(
                            chain.toArray(X509Certificate[]::new),
                            leaf.getPublicKey().getAlgorithm());
            return new PeerCertificates(chain, true, "");
        } catch (CertificateException e) {
            return new PeerCertificates(chain, false, "x509: " + e.getMessage());
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return named.toArray(X509Certificate[]::new);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("a server judges clients only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, type);
    }
}
