package dev.jong.http;

import io.netty.handler.ssl.OpenSsl;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/// Which versions, ciphers and groups of TLS, and which protocols, a server agrees to.
///
/// @param versions as the JDK names them, `TLSv1.3`
/// @param ciphers those of TLS 1.2 and before, as IANA names them; empty for what is usual. Those
///   of TLS 1.3 are not to be chosen
/// @param groups for the exchange of keys, the most wanted first; empty for what is usual
/// @param http2 whether HTTP/2 may be agreed on
public record TlsTerms(
        List<String> versions, List<String> ciphers, List<KeyGroup> groups, boolean http2) {
    public static final TlsTerms DEFAULT =
            new TlsTerms(List.of("TLSv1.3", "TLSv1.2"), List.of(), List.of(), true);

    /// The ciphers of TLS 1.3 (RFC 8446, B.4).
    static final List<String> ALWAYS =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256");

    public TlsTerms {
        versions = List.copyOf(versions);
        ciphers = List.copyOf(ciphers);
        groups = List.copyOf(groups);
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
