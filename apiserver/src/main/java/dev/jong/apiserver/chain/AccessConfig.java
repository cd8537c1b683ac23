package dev.jong.apiserver.chain;

import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.streaming.KubeletAccess;
import java.util.Map;
import java.util.Optional;

/// Who is let in, and how the server reaches kubelets.
///
/// @param tokens of service accounts
/// @param staticTokens bearer tokens given at start
/// @param anonymous whether requests without a credential are let in as `system:anonymous`
/// @param rbac whether roles decide; else everybody who is let in may do everything
/// @param kubelets how kubelets are reached; empty: where their nodes say, and any is believed
/// @param frontProxy how requests go on to other API servers and come in from proxies; empty when
///   neither is to be
public record AccessConfig(
        TokenSettings tokens,
        Map<String, User> staticTokens,
        boolean anonymous,
        boolean rbac,
        Optional<KubeletAccess> kubelets,
        Optional<FrontProxy> frontProxy) {
    public AccessConfig {
        staticTokens = Map.copyOf(staticTokens);
    }

    public static AccessConfig of(TokenKeys keys) {
        return new AccessConfig(
                TokenSettings.of(keys), Map.of(), true, true, Optional.empty(), Optional.empty());
    }

    public AccessConfig withTokens(TokenSettings settings) {
        return new AccessConfig(settings, staticTokens, anonymous, rbac, kubelets, frontProxy);
    }

    public AccessConfig withStaticTokens(Map<String, User> known) {
        return new AccessConfig(tokens, known, anonymous, rbac, kubelets, frontProxy);
    }

    public AccessConfig withRbac(boolean decides) {
        return new AccessConfig(tokens, staticTokens, anonymous, decides, kubelets, frontProxy);
    }

    public AccessConfig withKubelets(KubeletAccess access) {
        return new AccessConfig(
                tokens, staticTokens, anonymous, rbac, Optional.of(access), frontProxy);
    }

    public AccessConfig withFrontProxy(FrontProxy proxy) {
        return new AccessConfig(
                tokens, staticTokens, anonymous, rbac, kubelets, Optional.of(proxy));
    }
}
