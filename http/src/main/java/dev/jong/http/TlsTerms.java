package dev.jong.http;

import io.netty.handler.ssl.OpenSsl;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/// Which versions and ciphers of TLS a server agrees to.
///
/// @param versions as the JDK names them, `TLSv1.3`
/// @param ciphers those of TLS 1.2 and before, as IANA names them; empty for what is usual. Those
///   of TLS 1.3 are not to be chosen
public record TlsTerms(List<String> versions, List<String> ciphers) {
    public static final TlsTerms DEFAULT = new TlsTerms(List.of("TLSv1.3", "TLSv1.2"), List.of());

    /// The ciphers of TLS 1.3 (RFC 8446, B.4).
    static final List<String> ALWAYS =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256");

    public TlsTerms {
        versions = List.copyOf(versions);
        ciphers = List.copyOf(ciphers);
    }

    /// Whether a cipher is one of TLS 1.3.
    public static boolean isAlwaysOn(String cipher) {
        return ALWAYS.contains(cipher);
    }

    /// The ciphers of which a server on this machine can be asked to use some.
    public static Set<String> knownCiphers() {
        if (OpenSsl.isAvailable()) {
            return Set.copyOf(OpenSsl.availableJavaCipherSuites());
        }
        try {
            return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK speaks TLS", e);
        }
    }
}
