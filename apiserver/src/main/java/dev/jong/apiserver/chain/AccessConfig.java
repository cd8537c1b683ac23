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
/// @param kubelets how kubelets are reached; empty: where their nodes say, and any is believed
/// @param frontProxy how requests go on to other API servers and come in from proxies; empty when
///   neither is to be
public record AccessConfig(
        TokenSettings tokens,
        Map<String, User> staticTokens,
        Optional<KubeletAccess> kubelets,
        Optional<FrontProxy> frontProxy) {
    public AccessConfig {
        staticTokens = Map.copyOf(staticTokens);
    }

    public static AccessConfig of(TokenKeys keys) {
        return new AccessConfig(
                TokenSettings.of(keys), Map.of(), Optional.empty(), Optional.empty());
    }

    public AccessConfig withTokens(TokenSettings settings) {
        return new AccessConfig(settings, staticTokens, kubelets, frontProxy);
    }

    public AccessConfig withStaticTokens(Map<String, User> known) {
        return new AccessConfig(tokens, known, kubelets, frontProxy);
    }

    public AccessConfig withKubelets(KubeletAccess access) {
        return new AccessConfig(tokens, staticTokens, Optional.of(access), frontProxy);
    }

    public AccessConfig withFrontProxy(FrontProxy proxy) {
        return new AccessConfig(tokens, staticTokens, kubelets, Optional.of(proxy));
    }
}
