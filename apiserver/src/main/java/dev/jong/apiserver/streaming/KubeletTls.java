package dev.jong.apiserver.streaming;

import dev.jong.http.TlsIdentity;
import dev.jong.http.client.BackendTls;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// How the API server shows itself to kubelets, and which of them it believes.
public final class KubeletTls {
    private KubeletTls() {}

    /// What connections to kubelets begin with.
    ///
    /// @param own shown to kubelets
    /// @param authorities who may sign kubelets' serving certificates; empty: any certificate will
    ///   do, as upstream without `--kubelet-certificate-authority`
    public static SSLContext context(TlsIdentity own, List<X509Certificate> authorities) {
        return authorities.isEmpty()
                ? BackendTls.trustingAnybody(Optional.of(own))
                : BackendTls.trusting(Optional.of(own), authorities);
    }

    /// Shows nothing and believes everybody.
    public static SSLContext anybody() {
        return BackendTls.trustingAnybody(Optional.empty());
    }
}
