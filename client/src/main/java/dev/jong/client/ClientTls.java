package dev.jong.client;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// TLS contexts for clients; the machine's own trust store is not read unless nothing else is said.
public final class ClientTls {
    private static final char[] NO_PASSWORD = {};

    private ClientTls() {}

    /// A context that believes some authorities and may show a certificate.
    ///
    /// @param authorities whom to believe; empty: the machine's
    /// @param key null for no client certificate, then `chain` is empty
    public static SSLContext of(
            List<X509Certificate> authorities,
            @Nullable PrivateKey key,
            List<X509Certificate> chain) {
        try {
            return context(keys(key, chain), authorities.isEmpty() ? null : trust(authorities));
        } catch (GeneralSecurityException | IOException e) {
            throw new KubeconfigException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    /// Believes anyone: `insecure-skip-tls-verify`.
    public static SSLContext insecure(@Nullable PrivateKey key, List<X509Certificate> chain) {
        try {
            return context(keys(key, chain), new TrustManager[] {new Credulous()});
        } catch (GeneralSecurityException | IOException e) {
            throw new KubeconfigException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust)
            throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    private static KeyManager @Nullable [] keys(
            @Nullable PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        if (key == null) {
            return null;
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trust(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("ca-" + i, authorities.get(i));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static final class Credulous extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
