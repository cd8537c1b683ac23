package dev.jong.apiserver.authentication.oidc;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.request.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes a user of a token's claims, and checks both.
final class ClaimsUser {
    private static final String EMAIL = "email";
    private static final String VERIFIED = "email_verified";

    private final JsonObject claims;

    private ClaimsUser(JsonObject claims) {
        this.claims = claims;
    }

    /// The claims do not make a user.
    static final class Unfit extends RuntimeException {
        Unfit(String message) {
            super(message);
        }
    }

    static User of(JwtSettings settings, JsonObject claims) {
        var reading = new ClaimsUser(claims);
        var mappings = settings.mappings();
        var user =
                new User(
                        reading.username(mappings.username()),
                        reading.text(mappings.uid(), "uid"),
                        reading.texts(mappings.groups()),
                        reading.extra(mappings.extra()));
        reading.checkClaims(settings);
        for (var rule : settings.userRules()) {
            if (!Boolean.TRUE.equals(OidcExpressions.evaluate(rule.program(), user))) {
                throw failed("error evaluating user info validation rule", rule);
            }
        }
        return user;
    }

    private static Unfit failed(String what, JwtSettings.Rule rule) {
        return new Unfit(
                what
                        + ": validation expression '"
                        + rule.program().text()
                        + "' failed"
                        + (rule.message().isEmpty() ? "" : ": " + rule.message()));
    }

    private void checkClaims(JwtSettings settings) {
        settings.requiredClaims()
                .forEach((claim, value) -> {
                    if (!claims.has(claim)) {
                        throw new Unfit("required claim " + claim + " not present in ID token");
                    }
                    var found = String.valueOf(claims.text(claim));
                    if (!found.equals(value)) {
                        throw new Unfit(
                                "required claim %s value does not match. Got = %s, want = %s"
                                        .formatted(claim, found, value));
                    }
                });
        for (var rule : settings.claimRules()) {
            if (!Boolean.TRUE.equals(OidcExpressions.evaluate(rule.program(), claims))) {
                throw failed("error evaluating claim validation expression", rule);
            }
        }
    }

    private String username(Mapping mapping) {
        var name = text(mapping, "username");
        if (name.isEmpty() && mapping instanceof Mapping.Expression) {
            throw new Unfit("empty username via CEL expression is not allowed");
        }
        var usesEmail = mapping instanceof Mapping.Claim(var claim, _) && claim.equals(EMAIL);
        if (usesEmail
                && claims.has(VERIFIED)
                && !(claims.get(VERIFIED) instanceof JsonBoolean(var verified) && verified)) {
            throw new Unfit("email not verified");
        }
        return name;
    }

    private String text(Mapping mapping, String what) {
        return switch (mapping) {
            case Mapping.Nowhere _ -> "";
            case Mapping.Claim(var name, var prefix) -> {
                var value = claims.text(name);
                if (value == null) {
                    throw new Unfit(
                            claims.has(name)
                                    ? "parse " + what + " claims \"" + name + "\": not a string"
                                    : "parse "
                                            + what
                                            + " claims \""
                                            + name
                                            + "\": claim not present");
                }
                yield prefix + value;
            }
            case Mapping.Expression(var program) -> {
                if (OidcExpressions.evaluate(program, claims) instanceof String value) {
                    yield value;
                }
                throw new Unfit(
                        "error evaluating "
                                + what
                                + " claim expression: "
                                + what
                                + " claim expression must return a string");
            }
        };
    }

    /// One text or a list of them; absent is none.
    private List<String> texts(Mapping mapping) {
        return switch (mapping) {
            case Mapping.Nowhere _ -> List.of();
            case Mapping.Claim(var name, var prefix) ->
                    texts(claims.get(name), name).stream().map(value -> prefix + value).toList();
            case Mapping.Expression(var program) ->
                    values(OidcExpressions.evaluate(program, claims));
        };
    }

    private static List<String> texts(
            @org.jspecify.annotations.Nullable JsonValue value, String name) {
        return switch (value) {
            case null -> List.of();
            case JsonNull _ -> List.of();
            case JsonText(var text) -> List.of(text);
            case JsonArray(var items) -> {
                var texts = new ArrayList<String>();
                for (var item : items) {
                    if (!(item instanceof JsonText(var text))) {
                        throw new Unfit(
                                "parse groups claim \"" + name + "\": not a list of strings");
                    }
                    texts.add(text);
                }
                yield texts;
            }
            default ->
                    throw new Unfit("parse groups claim \"" + name + "\": not a list of strings");
        };
    }

    /// What an expression answers; empty texts count for nothing.
    private static List<String> values(Object value) {
        return switch (value) {
            case String text -> text.isEmpty() ? List.of() : List.of(text);
            case JsonNull _ -> List.of();
            case List<?> list -> {
                var texts = new ArrayList<String>();
                for (var item : list) {
                    if (!(item instanceof String text)) {
                        throw new Unfit("expression must return a string or a list of strings");
                    }
                    if (!text.isEmpty()) {
                        texts.add(text);
                    }
                }
                yield texts;
            }
            default -> throw new Unfit("expression must return a string or a list of strings");
        };
    }

    private Map<String, List<String>> extra(
            Map<String, dev.jong.apiserver.cel.Program> expressions) {
        var extra = new LinkedHashMap<String, List<String>>();
        expressions.forEach((key, program) -> {
            var found = values(OidcExpressions.evaluate(program, claims));
            if (!found.isEmpty()) {
                extra.put(key, found);
            }
        });
        return extra;
    }
}
