package dev.jong.apiserver.authentication.oidc;

import dev.jong.apiserver.authentication.AnonymousRules;
import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.PemFile;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.foundation.Metrics;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Identity providers as a file (`--authentication-config`) or flags (`--oidc-…`) name them.
///
/// @param anonymous empty when the file does not speak of it
public record ConfiguredProviders(
        List<JwtAuthenticator> providers, Optional<AnonymousRules> anonymous)
        implements AutoCloseable {
    public ConfiguredProviders {
        providers = List.copyOf(providers);
    }

    /// @param forbidden issuers that a provider may not have
    /// @throws InvalidConfiguration when the file or the flags are not valid
    public static ConfiguredProviders of(
            ServerFlags flags, Set<String> forbidden, InstantSource clock, Metrics metrics) {
        var figures = new JwtFigures(metrics);
        var file = flags.path("authentication-config");
        var byFlags = !flags.text("oidc-issuer-url").isEmpty();
        if (file.isPresent() && byFlags) {
            throw new InvalidConfiguration(
                    "authentication-config file and oidc-* flags are mutually exclusive");
        }
        if (file.isPresent()) {
            var content = AuthenticationFile.read(file.get(), forbidden);
            if (content.anonymous().isPresent() && flags.has("anonymous-auth")) {
                throw new InvalidConfiguration(
                        "--anonymous-auth flag cannot be set when anonymous field is configured in authentication"
                                + " configuration file");
            }
            return new ConfiguredProviders(
                    content.providers().stream()
                            .map(settings -> new JwtAuthenticator(settings, clock, figures))
                            .toList(),
                    content.anonymous());
        }
        return new ConfiguredProviders(
                byFlags
                        ? List.of(new JwtAuthenticator(settings(flags), clock, figures))
                        : List.of(),
                Optional.empty());
    }

    private static JwtSettings settings(ServerFlags flags) {
        var issuer = flags.text("oidc-issuer-url");
        var client = flags.text("oidc-client-id");
        if (client.isEmpty()) {
            throw new InvalidConfiguration(
                    "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set");
        }
        if (!issuer.startsWith("https://")) {
            throw new InvalidConfiguration(
                    "oidc-issuer-url \"" + issuer + "\": URL scheme must be https");
        }
        var algorithms = Set.copyOf(flags.texts("oidc-signing-algs"));
        if (!AuthenticationFile.ALGORITHMS.containsAll(algorithms)) {
            throw new InvalidConfiguration("oidc: unsupported signing alg in " + algorithms);
        }
        var groups = flags.text("oidc-groups-claim");
        return new JwtSettings(
                issuer,
                issuer.replaceAll("/$", "") + "/.well-known/openid-configuration",
                flags.path("oidc-ca-file")
                        .map(file -> PemFile.certificates(ConfigFile.text(file)))
                        .orElse(List.of()),
                Set.of(client),
                flags.pairs("oidc-required-claim"),
                List.of(),
                new JwtSettings.Mappings(
                        username(flags, issuer),
                        groups.isEmpty()
                                ? new Mapping.Nowhere()
                                : new Mapping.Claim(groups, flags.text("oidc-groups-prefix")),
                        new Mapping.Nowhere(),
                        Map.of()),
                List.of(),
                algorithms);
    }

    /// Names other than addresses are told apart from other users' by the issuer, unless the flag
    /// says `-`.
    private static Mapping username(ServerFlags flags, String issuer) {
        var claim = flags.text("oidc-username-claim");
        var prefix = flags.text("oidc-username-prefix");
        if (prefix.equals("-")) {
            return new Mapping.Claim(claim, "");
        }
        return new Mapping.Claim(
                claim, prefix.isEmpty() && !claim.equals("email") ? issuer + "#" : prefix);
    }

    @Override
    public void close() {
        providers.forEach(JwtAuthenticator::close);
    }
}
