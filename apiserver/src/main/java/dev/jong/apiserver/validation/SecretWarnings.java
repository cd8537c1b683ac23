package dev.jong.apiserver.validation;

import dev.jong.api.Bytes;
import dev.jong.api.core.v1.Secret;
import java.util.List;

/// Secrets that will not serve what their type promises.
public final class SecretWarnings {
    private SecretWarnings() {}

    /// Keys and certificates are looked at for nothing but their form (RFC 7468).
    public static List<String> of(Secret secret) {
        if (!"kubernetes.io/tls".equals(secret.type())) {
            return List.of();
        }
        if (!isPem(secret.data().getOrDefault("tls.crt", Bytes.EMPTY))) {
            return List.of("tls: failed to find any PEM data in certificate input");
        }
        return isPem(secret.data().getOrDefault("tls.key", Bytes.EMPTY))
                ? List.of()
                : List.of("tls: failed to find any PEM data in key input");
    }

    private static boolean isPem(Bytes content) {
        return content.utf8().contains("-----BEGIN ");
    }
}
