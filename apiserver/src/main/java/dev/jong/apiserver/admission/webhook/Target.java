package dev.jong.apiserver.admission.webhook;

import dev.jong.api.Kind;
import dev.jong.api.admissionregistration.v1.RuleWithOperations;
import dev.jong.apiserver.admission.AdmissionRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// As what a webhook is asked about a request.
///
/// @param resource the resource, in the version of the rule that matches
/// @param kind in which the webhook wants to see the objects
record Target(Kind<?> resource, Kind<?> kind) {
    private static final String ANY = "*";

    /// The first rule that is about the request; empty when none is.
    ///
    /// @param versions of the resource; asked only when it matters
    static Optional<Target> of(
            Hook.Reach reach, AdmissionRequest request, Supplier<List<Kind<?>>> versions) {
        var asked = request.origin().resource();
        for (var rule : reach.rules()) {
            if (matches(rule, request, asked)) {
                return Optional.of(target(request, asked));
            }
        }
        if (!reach.equivalent()) {
            return Optional.empty();
        }
        var others = versions.get();
        for (var rule : reach.rules()) {
            for (var version : others) {
                if (!version.equals(asked) && matches(rule, request, version)) {
                    return Optional.of(target(request, version));
                }
            }
        }
        return Optional.empty();
    }

    /// Bodies of a kind of their own, such as Scale, stay what they are.
    private static Target target(AdmissionRequest request, Kind<?> resource) {
        boolean own =
                request.kind().group().equals(request.origin().resource().group())
                        && request.kind().name().equals(request.origin().resource().name());
        return new Target(resource, own ? resource : request.kind());
    }

    private static boolean matches(
            RuleWithOperations rule, AdmissionRequest request, Kind<?> resource) {
        return isOrAny(rule.operations(), request.operation().name())
                && isOrAny(rule.apiGroups(), resource.group())
                && isOrAny(rule.apiVersions(), resource.version())
                && inScope(Objects.requireNonNullElse(rule.scope(), ANY), request)
                && rule.resources().stream()
                        .anyMatch(each -> matches(each, resource.plural(), request.subresource()));
    }

    private static boolean isOrAny(List<String> allowed, String value) {
        return allowed.contains(ANY) || allowed.contains(value);
    }

    private static boolean inScope(String scope, AdmissionRequest request) {
        return switch (scope) {
            case ANY -> true;
            case "Namespaced" -> !request.namespace().isEmpty();
            case "Cluster" -> request.namespace().isEmpty();
            default -> false;
        };
    }

    /// @param written `pods`, `pods/status`, `*`, `*/status`, `pods/*`, `*/*`
    private static boolean matches(String written, String resource, String subresource) {
        int slash = written.indexOf('/');
        var wanted = slash < 0 ? written : written.substring(0, slash);
        var part = slash < 0 ? "" : written.substring(slash + 1);
        return (wanted.equals(ANY) || wanted.equals(resource))
                && (part.equals(ANY) || part.equals(subresource));
    }
}
