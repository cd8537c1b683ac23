package dev.jong.apiserver.chain;

import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.PemFile;
import dev.jong.apiserver.config.ServerFlags;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads `--service-account-*` and `--api-audiences`.
public final class TokenFlags {
    private static final Logger log = LoggerFactory.getLogger(TokenFlags.class);

    /// What kubelets ask for Pods' tokens, in seconds.
    private static final long ASKED_BY_KUBELETS = 3607;

    private TokenFlags() {}

    /// @param own what holds without flags; its keys go on being believed
    /// @throws InvalidConfiguration for what cannot be used
    public static AccessConfig apply(AccessConfig own, ServerFlags flags) {
        var tokens = own.tokens();
        var issuers = issuers(flags);
        var audiences = flags.texts("api-audiences");
        var longest = flags.duration("service-account-max-token-expiration");
        boolean extended = flags.isOn("service-account-extend-token-expiration");
        if (extended && longest.isPositive() && longest.toSeconds() < ASKED_BY_KUBELETS) {
            log.atWarn()
                    .addKeyValue("longest", longest)
                    .log("Pods' tokens are not extended: none may be asked for long enough");
        }
        return own.withTokens(
                new TokenSettings(
                        keys(tokens.keys(), flags),
                        issuers.isEmpty() ? tokens.issuers() : issuers,
                        audiences(audiences, issuers, tokens.audiences()),
                        keysUri(flags.text("service-account-jwks-uri")),
                        longest,
                        extended));
    }

    private static List<String> audiences(
            List<String> given, List<String> issuers, List<String> own) {
        if (!given.isEmpty()) {
            return given;
        }
        return issuers.isEmpty() ? own : issuers;
    }

    private static List<String> issuers(ServerFlags flags) {
        var issuers = flags.each("service-account-issuer");
        var seen = new HashSet<String>();
        for (var issuer : issuers) {
            if (issuer.isEmpty()) {
                throw new InvalidConfiguration(
                        "service-account-issuer should not be an empty string");
            }
            if (issuer.contains(":")) {
                try {
                    new URI(issuer);
                } catch (URISyntaxException e) {
                    throw new InvalidConfiguration(
                            "service-account-issuer \""
                                    + issuer
                                    + "\" contained a ':' but was not a valid URL: "
                                    + e.getMessage(),
                            e);
                }
            }
            if (!seen.add(issuer)) {
                throw new InvalidConfiguration(
                        "service-account-issuer \"" + issuer + "\" is already specified");
            }
        }
        return issuers;
    }

    private static String keysUri(String uri) {
        try {
            if (!uri.isEmpty() && !"https".equals(new URI(uri).getScheme())) {
                throw new InvalidConfiguration(
                        "service-account-jwks-uri requires https scheme, parsed as: " + uri);
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new InvalidConfiguration(
                    "service-account-jwks-uri must be a valid URL: " + e.getMessage(), e);
        }
    }

    private static TokenKeys keys(TokenKeys own, ServerFlags flags) {
        var verifying = new LinkedHashSet<PublicKey>();
        var signing = flags.path("service-account-signing-key-file").map(TokenFlags::signing);
        signing.ifPresentOrElse(
                pair -> verifying.add(pair.getPublic()),
                () -> verifying.add(own.verifying().getFirst()));
        for (var file : flags.each("service-account-key-file")) {
            verifying.addAll(verifying(Path.of(file)));
        }
        verifying.addAll(own.verifying());
        return new TokenKeys(
                signing.map(KeyPair::getPrivate).orElse(own.signing()), List.copyOf(verifying));
    }

    private static KeyPair signing(Path file) {
        try {
            return PemFile.keyPair(ConfigFile.text(file));
        } catch (InvalidConfiguration e) {
            throw new InvalidConfiguration(
                    "failed to parse service-account-issuer-key-file: " + e.getMessage(), e);
        }
    }

    private static Set<PublicKey> verifying(Path file) {
        try {
            return PemFile.publicKeys(ConfigFile.text(file));
        } catch (InvalidConfiguration e) {
            throw new InvalidConfiguration(
                    "error reading public key file " + file + ": " + e.getMessage(), e);
        }
    }
}
