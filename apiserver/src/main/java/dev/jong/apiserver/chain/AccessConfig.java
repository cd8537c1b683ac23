package dev.jong.apiserver.chain;

import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.streaming.KubeletAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who is let in, and how the server reaches kubelets.
///
/// @param tokenKeys of service account tokens
/// @param issuer of service account tokens, `https://kubernetes.default.svc.cluster.local` as a
///   rule
/// @param audiences who this server is in the eyes of tokens; the issuer as a rule
/// @param staticTokens bearer tokens given at start
/// @param anonymous whether requests without a credential are let in as `system:anonymous`
/// @param rbac whether roles decide; else everybody who is let in may do everything
/// @param kubelets how kubelets are reached; empty: where their nodes say, and any is believed
/// @param frontProxy how requests go on to other API servers and come in from proxies; empty when
///   neither is to be
public record AccessConfig(
        TokenKeys tokenKeys,
        String issuer,
        List<String> audiences,
        Map<String, User> staticTokens,
        boolean anonymous,
        boolean rbac,
        Optional<KubeletAccess> kubelets,
        Optional<FrontProxy> frontProxy) {
    public static final String DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";

    public AccessConfig {
        audiences = List.copyOf(audiences);
        staticTokens = Map.copyOf(staticTokens);
    }

    public static AccessConfig of(TokenKeys keys) {
        return new AccessConfig(
                keys,
                DEFAULT_ISSUER,
                List.of(DEFAULT_ISSUER),
                Map.of(),
                true,
                true,
                Optional.empty(),
                Optional.empty());
    }

    public AccessConfig withStaticTokens(Map<String, User> tokens) {
        return new AccessConfig(
                tokenKeys, issuer, audiences, tokens, anonymous, rbac, kubelets, frontProxy);
    }

    public AccessConfig withRbac(boolean decides) {
        return new AccessConfig(
                tokenKeys,
                issuer,
                audiences,
                staticTokens,
                anonymous,
                decides,
                kubelets,
                frontProxy);
    }

    public AccessConfig withKubelets(KubeletAccess access) {
        return new AccessConfig(
                tokenKeys,
                issuer,
                audiences,
                staticTokens,
                anonymous,
                rbac,
                Optional.of(access),
                frontProxy);
    }

    public AccessConfig withFrontProxy(FrontProxy proxy) {
        return new AccessConfig(
                tokenKeys,
                issuer,
                audiences,
                staticTokens,
                anonymous,
                rbac,
                kubelets,
                Optional.of(proxy));
    }
}
