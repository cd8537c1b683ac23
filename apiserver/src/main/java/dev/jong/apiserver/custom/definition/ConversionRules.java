package dev.jong.apiserver.custom.definition;

import dev.jong.api.admissionregistration.v1.ServiceReference;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionSpec;
import dev.jong.api.apiextensions.v1.WebhookClientConfig;
import dev.jong.api.apiextensions.v1.WebhookConversion;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import dev.jong.apiserver.custom.DefinitionStatus;
import dev.jong.apiserver.validation.WebhookClientRules;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `spec.conversion`.
final class ConversionRules {
    private static final List<String> REVIEWS = List.of("v1", "v1beta1");

    private ConversionRules() {}

    /// @param old null for a new definition
    static void check(
            CustomResourceDefinitionSpec spec,
            @Nullable CustomResourceDefinition old,
            FieldPath path,
            FieldErrors errors) {
        var conversion = spec.conversion();
        if (conversion == null) {
            return;
        }
        if (!conversion.strategy().equals("None") && spec.preserveUnknownFields()) {
            errors.invalid(
                    path.child("strategy"),
                    conversion.strategy(),
                    "must be None if spec.preserveUnknownFields is true");
        }
        errors.oneOf(path.child("strategy"), conversion.strategy(), List.of("None", "Webhook"));
        var webhook = conversion.webhook();
        var client = webhook == null ? null : webhook.clientConfig();
        var reviews = webhook == null ? List.<String>of() : webhook.conversionReviewVersions();
        if (conversion.strategy().equals("Webhook")) {
            client(client, old, path.child("webhookClientConfig"), errors);
            reviews(reviews, old, path.child("conversionReviewVersions"), errors);
            return;
        }
        var unused = "should not be set when strategy is not set to Webhook";
        if (client != null) {
            errors.forbidden(path.child("webhookClientConfig"), unused);
        }
        if (!reviews.isEmpty()) {
            errors.forbidden(path.child("conversionReviewVersions"), unused);
        }
    }

    private static void client(
            @Nullable WebhookClientConfig client,
            @Nullable CustomResourceDefinition old,
            FieldPath path,
            FieldErrors errors) {
        if (client == null) {
            errors.required(path, "required when strategy is set to Webhook");
            return;
        }
        var service = client.service();
        var reference =
                service == null
                        ? null
                        : new ServiceReference(
                                service.namespace(),
                                service.name(),
                                service.path(),
                                service.port());
        WebhookClientRules.check(client.url(), reference, path, errors);
        if (!client.caBundle().isEmpty() && !mayBeBroken(old)) {
            WebhookClientRules.bundle(client.caBundle(), path.child("caBundle"), errors);
        }
    }

    /// A bundle may be broken before anyone uses the definition, and while it was broken before.
    private static boolean mayBeBroken(@Nullable CustomResourceDefinition old) {
        if (old == null || !DefinitionStatus.is(old, DefinitionStatus.ESTABLISHED)) {
            return true;
        }
        var before = client(old);
        if (before == null || before.caBundle().isEmpty()) {
            return false;
        }
        var errors = new FieldErrors();
        WebhookClientRules.bundle(before.caBundle(), FieldPath.of("caBundle"), errors);
        return !errors.isEmpty();
    }

    private static @Nullable WebhookConversion webhook(CustomResourceDefinition definition) {
        var conversion = definition.spec().conversion();
        return conversion == null ? null : conversion.webhook();
    }

    private static @Nullable WebhookClientConfig client(CustomResourceDefinition definition) {
        var webhook = webhook(definition);
        return webhook == null ? null : webhook.clientConfig();
    }

    private static void reviews(
            List<String> versions,
            @Nullable CustomResourceDefinition old,
            FieldPath path,
            FieldErrors errors) {
        if (versions.isEmpty()) {
            errors.required(path, "");
            return;
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < versions.size(); i++) {
            if (seen.add(versions.get(i))) {
                errors.invalidEach(
                        path.index(i), versions.get(i), Names.label1035(versions.get(i)));
            } else {
                errors.invalid(path.index(i), versions.get(i), "duplicate version");
            }
        }
        if (versions.stream().noneMatch(REVIEWS::contains) && !hadNone(old)) {
            errors.invalid(
                    path, versions, "must include at least one of " + String.join(", ", REVIEWS));
        }
    }

    /// Whether what was before named no version of reviews that is known either.
    private static boolean hadNone(@Nullable CustomResourceDefinition old) {
        var webhook = old == null ? null : webhook(old);
        return webhook != null
                && !webhook.conversionReviewVersions().isEmpty()
                && webhook.conversionReviewVersions().stream().noneMatch(REVIEWS::contains);
    }
}
