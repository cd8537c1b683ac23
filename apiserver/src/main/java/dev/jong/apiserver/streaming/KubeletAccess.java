package dev.jong.apiserver.streaming;

import dev.jong.foundation.Lazy;
import javax.net.ssl.SSLContext;

/// How the API server reaches kubelets.
///
/// @param tls what is shown to kubelets and who is believed
/// @param host where all of them serve, whatever addresses their nodes have; "" for the nodes'
public record KubeletAccess(Lazy<SSLContext> tls, String host) {
    public static final KubeletAccess ANYBODY =
            new KubeletAccess(new Lazy<>(KubeletTls::anybody), "");
}
