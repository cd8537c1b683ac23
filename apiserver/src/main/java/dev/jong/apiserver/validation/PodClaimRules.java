package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.PodResourceClaim;
import dev.jong.api.core.v1.ResourceClaim;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.names.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Devices that a Pod claims (KEP-4381), and which of them its containers get.
final class PodClaimRules {
    private PodClaimRules() {}

    /// @return the names that containers may refer to
    static Set<String> all(List<PodResourceClaim> claims, FieldPath path, FieldErrors errors) {
        var names = new TreeSet<String>();
        for (int i = 0; i < claims.size(); i++) {
            claim(claims.get(i), names, path.index(i), errors);
        }
        return names;
    }

    private static void claim(
            PodResourceClaim claim, Set<String> names, FieldPath path, FieldErrors errors) {
        if (claim.name().isEmpty()) {
            errors.required(path.child("name"), "");
        } else if (names.add(claim.name())) {
            errors.invalidEach(path.child("name"), claim.name(), Names.label(claim.name()));
        } else {
            errors.duplicate(path.child("name"), claim.name());
        }
        var own = claim.resourceClaimName();
        var template = claim.resourceClaimTemplateName();
        var shown = new FieldError.Written(Json.text(Json.tree(claim, PodResourceClaim.CODEC)));
        if (own != null && template != null) {
            errors.invalid(
                    path,
                    shown,
                    "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
        }
        if (own == null && template == null) {
            errors.invalid(
                    path,
                    shown,
                    "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
        }
        if (own != null) {
            errors.invalidEach(path.child("resourceClaimName"), own, Names.subdomain(own));
        }
        if (template != null) {
            errors.invalidEach(
                    path.child("resourceClaimTemplateName"), template, Names.subdomain(template));
        }
    }

    /// What a container asks of the Pod's claims, each request of a claim once.
    ///
    /// @param known the Pod's claims
    static void used(
            List<ResourceClaim> claims, Set<String> known, FieldPath path, FieldErrors errors) {
        var seen = new HashSet<String>();
        for (int i = 0; i < claims.size(); i++) {
            var name = claims.get(i).name();
            if (name.isEmpty()) {
                errors.required(path.index(i), "");
            } else {
                once(claims.get(i), seen, path.index(i), errors);
                if (!known.contains(name)) {
                    errors.add(
                            FieldError.notFound(
                                    path.index(i),
                                    name,
                                    "must be one of the names in pod.spec.resourceClaims"
                                            + (known.isEmpty()
                                                    ? " which is empty"
                                                    : ": " + String.join(", ", known))));
                }
            }
        }
    }

    private static void once(
            ResourceClaim claim, Set<String> seen, FieldPath path, FieldErrors errors) {
        var name = claim.name();
        var request = claim.request();
        if (seen.contains(name)) {
            errors.duplicate(path, name);
            return;
        }
        if (request != null && !request.isEmpty()) {
            errors.invalidEach(path.child("request"), request, Names.label(request));
            if (!seen.add(name + "/" + request)) {
                errors.duplicate(path, name + "/" + request);
            }
            return;
        }
        seen.stream()
                .filter(key -> key.startsWith(name + "/"))
                .forEach(_ -> errors.duplicate(path, name));
        seen.add(name);
    }
}
