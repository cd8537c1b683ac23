package dev.jong.apiserver.webhook;

import dev.jong.api.admissionregistration.v1.MutatingWebhook;
import dev.jong.api.admissionregistration.v1.ValidatingWebhook;

/// What mutating and validating webhooks have in common.
public final class Webhooks {
    private Webhooks() {}

    /// A mutating webhook without what only those have: `reinvocationPolicy`.
    public static ValidatingWebhook common(MutatingWebhook hook) {
        return ValidatingWebhook.builder()
                .name(hook.name())
                .clientConfig(hook.clientConfig())
                .rules(hook.rules())
                .failurePolicy(hook.failurePolicy())
                .matchPolicy(hook.matchPolicy())
                .namespaceSelector(hook.namespaceSelector())
                .objectSelector(hook.objectSelector())
                .sideEffects(hook.sideEffects())
                .timeoutSeconds(hook.timeoutSeconds())
                .admissionReviewVersions(hook.admissionReviewVersions())
                .matchConditions(hook.matchConditions())
                .build();
    }
}
