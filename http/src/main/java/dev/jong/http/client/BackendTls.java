package dev.jong.http.client;

import dev.jong.http.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// What connections to a [Backend] begin with: what we show, and whom we believe.
public final class BackendTls {
    private BackendTls() {}

    /// Believes servers whose certificates these authorities signed.
    ///
    /// @param own shown to servers that ask
    public static SSLContext trusting(
            Optional<TlsIdentity> own, List<X509Certificate> authorities) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (var i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("ca" + i, authorities.get(i));
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return context(own, factory.getTrustManagers());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot use the authorities: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Believes whom the Java runtime believes.
    public static SSLContext trustingSystem(Optional<TlsIdentity> own) {
        return context(own, null);
    }

    /// Believes everybody.
    public static SSLContext trustingAnybody(Optional<TlsIdentity> own) {
        return context(own, new TrustManager[] {new Anybody()});
    }

    private static SSLContext context(Optional<TlsIdentity> own, TrustManager @Nullable [] trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(own.isPresent() ? keys(own.get()) : null, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cannot use the client certificate: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyManager[] keys(TlsIdentity own) throws GeneralSecurityException, IOException {
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "client", own.key(), new char[0], own.chain().toArray(X509Certificate[]::new));
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, new char[0]);
        return managers.getKeyManagers();
    }

    /// Accepts every certificate.
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}
    }
}
