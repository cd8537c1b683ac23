package dev.jong.apiserver.authentication.oidc;

import dev.cel.common.types.CelType;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.apiserver.authentication.AnonymousRules;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.Program;
import dev.jong.apiserver.config.ConfigFields;
import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.PemFile;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads an `AuthenticationConfiguration` (`apiserver.config.k8s.io`), and refuses one that is not
/// valid.
public final class AuthenticationFile {
    /// Signatures that a provider may use.
    static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512");

    private static final Pattern EMAIL = Pattern.compile("claims\\.\\??email\\b(?!_)");
    private static final Pattern VERIFIED = Pattern.compile("claims\\.\\??email_verified\\b");

    private final FieldErrors errors = new FieldErrors();
    private final Set<String> forbidden;

    /// What a file says.
    ///
    /// @param anonymous empty when flags decide
    record Content(List<JwtSettings> providers, Optional<AnonymousRules> anonymous) {}

    private AuthenticationFile(Set<String> forbidden) {
        this.forbidden = forbidden;
    }

    /// @param forbidden issuers that a provider may not have: the server's own
    static Content parse(String text, Set<String> forbidden) {
        return ConfigFile.parse(
                text,
                "AuthenticationConfiguration",
                List.of(
                        "apiserver.config.k8s.io/v1",
                        "apiserver.config.k8s.io/v1beta1",
                        "apiserver.config.k8s.io/v1alpha1"),
                fields -> new AuthenticationFile(forbidden).content(fields));
    }

    private Content content(ConfigFields fields) {
        fields.only("jwt", "anonymous");
        var providers = new ArrayList<JwtSettings>();
        var issuers = new HashSet<String>();
        for (var each : fields.objects("jwt")) {
            each.only("issuer", "claimValidationRules", "claimMappings", "userValidationRules");
            var settings = provider(each);
            if (!issuers.add(settings.issuer())) {
                errors.duplicate(each.path("issuer").child("url"), settings.issuer());
            }
            providers.add(settings);
        }
        var anonymous = fields.object("anonymous").map(this::anonymous);
        if (!errors.isEmpty()) {
            throw new InvalidConfiguration(FieldError.aggregate(errors.list()));
        }
        return new Content(List.copyOf(providers), anonymous);
    }

    private AnonymousRules anonymous(ConfigFields fields) {
        fields.only("enabled", "conditions");
        var enabled = fields.flag("enabled").orElse(false);
        var paths =
                fields.objects("conditions").stream()
                        .map(condition -> condition.only("path").text("path"))
                        .toList();
        if (!enabled && !paths.isEmpty()) {
            errors.invalid(
                    fields.path("conditions"),
                    paths,
                    "enabled should be set to true when conditions are defined");
        }
        return new AnonymousRules(enabled, Set.copyOf(paths));
    }

    private JwtSettings provider(ConfigFields fields) {
        var issuer = fields.object("issuer").orElseGet(AuthenticationFile::nothing);
        issuer.only(
                "url",
                "discoveryURL",
                "certificateAuthority",
                "audiences",
                "audienceMatchPolicy",
                "egressSelectorType");
        var url = issuer.text("url");
        checkUrl(issuer.path("url"), url, forbidden);
        var discovery = issuer.text("discoveryURL");
        if (!discovery.isEmpty()) {
            checkUrl(issuer.path("discoveryURL"), discovery, Set.of());
            if (discovery.equals(url)) {
                errors.invalid(
                        issuer.path("discoveryURL"),
                        discovery,
                        "discoveryURL must be different from URL");
            }
        }
        if (issuer.has("egressSelectorType")) {
            errors.forbidden(
                    issuer.path("egressSelectorType"), "egress selectors are not supported");
        }
        var required = new LinkedHashMap<String, String>();
        var claimRules = claimRules(fields, required);
        var mappings =
                mappings(fields.object("claimMappings").orElseGet(AuthenticationFile::nothing));
        checkEmail(fields, mappings, claimRules);
        return new JwtSettings(
                url,
                discovery.isEmpty()
                        ? url.replaceAll("/$", "") + "/.well-known/openid-configuration"
                        : discovery,
                authorities(issuer),
                audiences(issuer),
                required,
                claimRules,
                mappings,
                userRules(fields),
                ALGORITHMS);
    }

    private static ConfigFields nothing() {
        return ConfigFields.of(dev.jong.api.json.JsonObject.EMPTY);
    }

    private void checkUrl(FieldPath path, String url, Set<String> disallowed) {
        if (url.isEmpty()) {
            errors.required(path, "");
            return;
        }
        if (disallowed.contains(url)) {
            errors.invalid(
                    path, url, "URL must not overlap with disallowed issuers: " + disallowed);
        }
        try {
            var uri = URI.create(url);
            if (!"https".equals(uri.getScheme())) {
                errors.invalid(path, url, "URL scheme must be https");
            }
            if (uri.getUserInfo() != null) {
                errors.invalid(path, url, "URL must not contain a username or password");
            }
            if (uri.getRawQuery() != null) {
                errors.invalid(path, url, "URL must not contain a query");
            }
            if (uri.getRawFragment() != null) {
                errors.invalid(path, url, "URL must not contain a fragment");
            }
        } catch (IllegalArgumentException e) {
            errors.invalid(path, url, String.valueOf(e.getMessage()));
        }
    }

    private List<X509Certificate> authorities(ConfigFields issuer) {
        var pem = issuer.text("certificateAuthority");
        try {
            return pem.isEmpty() ? List.of() : PemFile.certificates(pem);
        } catch (InvalidConfiguration e) {
            errors.invalid(
                    issuer.path("certificateAuthority"),
                    "<omitted>",
                    String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private Set<String> audiences(ConfigFields issuer) {
        var texts = issuer.texts("audiences");
        var path = issuer.path("audiences");
        if (texts.isEmpty()) {
            errors.required(path, "at least one " + path + " is required");
        }
        var audiences = new HashSet<String>();
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).isEmpty()) {
                errors.required(path.index(i), "");
            }
            if (!audiences.add(texts.get(i))) {
                errors.duplicate(path.index(i), texts.get(i));
            }
        }
        var policy = issuer.text("audienceMatchPolicy");
        if (texts.size() > 1 && !policy.equals("MatchAny")) {
            errors.invalid(
                    issuer.path("audienceMatchPolicy"),
                    policy,
                    "audienceMatchPolicy must be MatchAny for multiple audiences");
        } else if (!policy.isEmpty() && !policy.equals("MatchAny")) {
            errors.invalid(
                    issuer.path("audienceMatchPolicy"),
                    policy,
                    "audienceMatchPolicy must be empty or MatchAny for single audience");
        }
        return audiences;
    }

    private List<JwtSettings.Rule> claimRules(ConfigFields fields, Map<String, String> required) {
        var rules = new ArrayList<JwtSettings.Rule>();
        for (var rule : fields.objects("claimValidationRules")) {
            rule.only("claim", "requiredValue", "expression", "message");
            var claim = rule.text("claim");
            var expression = rule.text("expression");
            if (claim.isEmpty() == expression.isEmpty()) {
                errors.invalid(
                        rule.path("claim"),
                        claim,
                        claim.isEmpty()
                                ? "claim or expression is required"
                                : "claim and expression can't both be set");
            } else if (!claim.isEmpty()) {
                required.put(claim, rule.text("requiredValue"));
            } else {
                compiled(
                                rule.path("expression"),
                                expression,
                                text -> OidcExpressions.overClaims(text, OidcExpressions.CONDITION))
                        .ifPresent(program ->
                                rules.add(new JwtSettings.Rule(program, rule.text("message"))));
            }
        }
        return rules;
    }

    private List<JwtSettings.Rule> userRules(ConfigFields fields) {
        var rules = new ArrayList<JwtSettings.Rule>();
        for (var rule : fields.objects("userValidationRules")) {
            rule.only("expression", "message");
            compiled(rule.path("expression"), rule.text("expression"), OidcExpressions::overUser)
                    .ifPresent(program ->
                            rules.add(new JwtSettings.Rule(program, rule.text("message"))));
        }
        return rules;
    }

    private JwtSettings.Mappings mappings(ConfigFields fields) {
        fields.only("username", "groups", "uid", "extra");
        var username = mapping(fields, "username", OidcExpressions.TEXT);
        if (username instanceof Mapping.Nowhere) {
            errors.required(fields.path("username"), "claim or expression is required");
        }
        var extra = new LinkedHashMap<String, Program>();
        for (var each : fields.objects("extra")) {
            each.only("key", "valueExpression");
            var key = each.text("key");
            if (key.isEmpty()) {
                errors.required(each.path("key"), "");
            } else if (extra.containsKey(key)) {
                errors.duplicate(each.path("key"), key);
            }
            compiled(
                            each.path("valueExpression"),
                            each.text("valueExpression"),
                            text -> OidcExpressions.overClaims(text, OidcExpressions.TEXT_OR_TEXTS))
                    .ifPresent(program -> extra.put(key, program));
        }
        return new JwtSettings.Mappings(
                username,
                mapping(fields, "groups", OidcExpressions.TEXT_OR_TEXTS),
                mapping(fields, "uid", OidcExpressions.TEXT),
                extra);
    }

    private Mapping mapping(ConfigFields fields, String name, List<CelType> types) {
        var found = fields.object(name);
        if (found.isEmpty()) {
            return new Mapping.Nowhere();
        }
        var mapping = found.get().only("claim", "prefix", "expression");
        var claim = mapping.text("claim");
        var expression = mapping.text("expression");
        if (!claim.isEmpty() && !expression.isEmpty()) {
            errors.invalid(fields.path(name), "", "claim and expression can't both be set");
        }
        if (!expression.isEmpty()) {
            if (mapping.has("prefix")) {
                errors.invalid(
                        mapping.path("prefix"),
                        mapping.text("prefix"),
                        "prefix can't be set when expression is set");
            }
            return compiled(
                            mapping.path("expression"),
                            expression,
                            text -> OidcExpressions.overClaims(text, types))
                    .<Mapping>map(Mapping.Expression::new)
                    .orElseGet(Mapping.Nowhere::new);
        }
        if (claim.isEmpty()) {
            return new Mapping.Nowhere();
        }
        if (!name.equals("uid") && !mapping.has("prefix")) {
            errors.required(
                    mapping.path("prefix"),
                    "prefix is required when claim is set. It can be set to an empty string to disable"
                            + " prefixing");
        }
        return new Mapping.Claim(claim, mapping.text("prefix"));
    }

    private Optional<Program> compiled(
            FieldPath path, String text, Function<String, Program> compiler) {
        if (text.isBlank()) {
            errors.required(path, "expression is required");
            return Optional.empty();
        }
        try {
            return Optional.of(compiler.apply(text));
        } catch (CelException.Invalid e) {
            errors.invalid(path, text, "compilation failed: " + e.getMessage());
            return Optional.empty();
        }
    }

    /// A provider may hand out addresses that it has not checked.
    private void checkEmail(
            ConfigFields fields, JwtSettings.Mappings mappings, List<JwtSettings.Rule> rules) {
        if (!(mappings.username() instanceof Mapping.Expression(var username))
                || !EMAIL.matcher(username.text()).find()) {
            return;
        }
        var texts = new ArrayList<String>();
        texts.add(username.text());
        rules.forEach(rule -> texts.add(rule.program().text()));
        mappings.extra().values().forEach(program -> texts.add(program.text()));
        if (texts.stream().noneMatch(text -> VERIFIED.matcher(text).find())) {
            errors.invalid(
                    fields.path("claimMappings").child("username").child("expression"),
                    username.text(),
                    "claims.email_verified must be used in claimMappings.username.expression or"
                            + " claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when"
                            + " claims.email is used in claimMappings.username.expression");
        }
    }
}
