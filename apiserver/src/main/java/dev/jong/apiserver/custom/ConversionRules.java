package dev.jong.apiserver.custom;

import dev.jong.api.apiextensions.v1.CustomResourceDefinitionSpec;
import dev.jong.api.apiextensions.v1.WebhookConversion;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `spec.conversion` of definitions.
final class ConversionRules {
    private static final List<String> REVIEWS = List.of("v1", "v1beta1");

    private ConversionRules() {}

    static void check(CustomResourceDefinitionSpec spec, FieldPath path, FieldErrors errors) {
        var conversion = spec.conversion();
        if (conversion == null) {
            return;
        }
        errors.oneOf(path.child("strategy"), conversion.strategy(), List.of("None", "Webhook"));
        if (conversion.strategy().equals("Webhook")) {
            webhook(conversion.webhook(), path, errors);
            if (spec.preserveUnknownFields()) {
                errors.invalid(
                        path.child("strategy"),
                        conversion.strategy(),
                        "must be None if spec.preserveUnknownFields is true");
            }
        } else if (conversion.webhook() != null) {
            errors.forbidden(
                    path.child("webhook"), "should not be set when strategy is not set to Webhook");
        }
    }

    private static void webhook(
            @Nullable WebhookConversion webhook, FieldPath path, FieldErrors errors) {
        var client = webhook == null ? null : webhook.clientConfig();
        if (webhook == null || client == null) {
            errors.required(
                    path.child("webhook", "clientConfig"),
                    "required when strategy is set to Webhook");
            return;
        }
        if ((client.url() == null) == (client.service() == null)) {
            errors.required(
                    path.child("webhook", "clientConfig"),
                    "exactly one of url or service is required");
        }
        var versions = webhook.conversionReviewVersions();
        var at = path.child("webhook", "conversionReviewVersions");
        if (versions.isEmpty()) {
            errors.required(at, "");
            return;
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < versions.size(); i++) {
            if (!seen.add(versions.get(i))) {
                errors.invalid(at.index(i), versions.get(i), "duplicate version");
            }
        }
        if (versions.stream().noneMatch(REVIEWS::contains)) {
            errors.invalid(
                    at, versions, "must include at least one of " + String.join(", ", REVIEWS));
        }
    }
}
