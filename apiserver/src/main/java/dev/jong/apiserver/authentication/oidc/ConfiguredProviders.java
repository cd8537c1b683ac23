package dev.jong.apiserver.authentication.oidc;

import dev.jong.apiserver.authentication.AnonymousRules;
import dev.jong.apiserver.authentication.Identity;
import dev.jong.apiserver.authentication.TokenAuthenticator;
import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.FollowedFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.PemFile;
import dev.jong.apiserver.config.Reloading;
import dev.jong.apiserver.config.ServerFlags;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Identity providers as a file (`--authentication-config`), which is followed, or flags
/// (`--oidc-…`) name them.
public final class ConfiguredProviders implements TokenAuthenticator, AutoCloseable {
    /// For tokens that are being looked at.
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Optional<AnonymousRules> anonymous;
    private final Set<String> forbidden;
    private final InstantSource clock;
    private final JwtFigures figures;
    private Optional<FollowedFile> followed = Optional.empty();

    /// Replaced by whoever follows the file.
    private volatile List<JwtAuthenticator> providers;

    private ConfiguredProviders(
            List<JwtSettings> settings,
            Optional<AnonymousRules> anonymous,
            Set<String> forbidden,
            Reloading reloading) {
        this.anonymous = anonymous;
        this.forbidden = forbidden;
        this.clock = reloading.clock();
        this.figures = new JwtFigures(reloading.figures());
        this.providers = authenticators(settings);
    }

    /// @param forbidden issuers that a provider may not have
    /// @throws InvalidConfiguration when the file or the flags are not valid
    public static ConfiguredProviders of(
            ServerFlags flags, Set<String> forbidden, Reloading reloading) {
        var file = flags.path("authentication-config");
        var byFlags = !flags.text("oidc-issuer-url").isEmpty();
        if (file.isEmpty()) {
            return new ConfiguredProviders(
                    byFlags ? List.of(settings(flags)) : List.of(),
                    Optional.empty(),
                    forbidden,
                    reloading);
        }
        if (byFlags) {
            throw new InvalidConfiguration(
                    "authentication-config file and oidc-* flags are mutually exclusive");
        }
        var text = ConfigFile.text(file.get());
        var content = first(file.get(), text, forbidden);
        if (content.anonymous().isPresent() && flags.has("anonymous-auth")) {
            throw new InvalidConfiguration(
                    "--anonymous-auth flag cannot be set when anonymous field is configured in authentication"
                            + " configuration file");
        }
        var providers =
                new ConfiguredProviders(
                        content.providers(), content.anonymous(), forbidden, reloading);
        providers.followed =
                Optional.of(reloading.follow("authentication", file.get(), text, providers::load));
        return providers;
    }

    private static AuthenticationFile.Content first(Path file, String text, Set<String> forbidden) {
        try {
            return AuthenticationFile.parse(text, forbidden);
        } catch (InvalidConfiguration e) {
            throw new InvalidConfiguration(file + ": " + e.getMessage(), e);
        }
    }

    private List<JwtAuthenticator> authenticators(List<JwtSettings> settings) {
        return settings.stream().map(each -> new JwtAuthenticator(each, clock, figures)).toList();
    }

    /// Providers are in use once all of them have shown their keys.
    private FollowedFile.Outcome load(String text) {
        var content = AuthenticationFile.parse(text, forbidden);
        if (!content.anonymous().equals(anonymous)) {
            return new FollowedFile.Outcome.Unfit(
                    "anonymous: Forbidden: changed from initial configuration file");
        }
        var next = authenticators(content.providers());
        try {
            next.forEach(JwtAuthenticator::begin);
        } catch (ProviderKeys.Unavailable e) {
            next.forEach(JwtAuthenticator::close);
            return new FollowedFile.Outcome.NotYet(String.valueOf(e.getMessage()));
        }
        var former = providers;
        providers = next;
        return new FollowedFile.Outcome.Loaded(
                () -> former.forEach(JwtAuthenticator::close), GRACE);
    }

    /// What the file says of requests without a credential, which it cannot change; empty when it
    /// does not speak of it.
    public Optional<AnonymousRules> anonymous() {
        return anonymous;
    }

    @Override
    public Identity identify(String token, List<String> audiences) {
        return TokenAuthenticator.anyOf(List.copyOf(providers)).identify(token, audiences);
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
        followed.ifPresent(FollowedFile::close);
        providers.forEach(JwtAuthenticator::close);
    }
}
