package dev.jong.apiserver.authentication.oidc;

import dev.jong.apiserver.cel.Program;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One identity provider, and what its tokens mean.
///
/// @param issuer URL, as tokens name it
/// @param discoveryUrl where its configuration is read
/// @param authorities who may sign the provider's certificate; empty for those of the machine
/// @param audiences of which a token must name one
/// @param requiredClaims claims and the values they must have
/// @param algorithms of signatures
record JwtSettings(
        String issuer,
        String discoveryUrl,
        List<X509Certificate> authorities,
        Set<String> audiences,
        Map<String, String> requiredClaims,
        List<Rule> claimRules,
        Mappings mappings,
        List<Rule> userRules,
        Set<String> algorithms) {
    /// A condition on claims or on the user.
    record Rule(Program program, String message) {}

    /// Which claims make the user.
    ///
    /// @param extra by key
    record Mappings(Mapping username, Mapping groups, Mapping uid, Map<String, Program> extra) {}
}
