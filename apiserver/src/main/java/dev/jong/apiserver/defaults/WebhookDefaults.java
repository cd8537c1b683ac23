package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.RuleWithOperations;
import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.WebhookClientConfig;
import dev.jong.api.meta.v1.LabelSelector;
import java.util.List;

/// What webhooks get that do not say otherwise.
final class WebhookDefaults {
    private static final int SECONDS = 10;
    private static final int HTTPS = 443;

    private WebhookDefaults() {}

    static MutatingWebhookConfiguration mutating(MutatingWebhookConfiguration configuration) {
        return configuration.mapWebhooks(hooks ->
                hooks.stream()
                        .map(hook ->
                                hook.toBuilder()
                                        .clientConfig(client(hook.clientConfig()))
                                        .rules(rules(hook.rules()))
                                        .failurePolicy(
                                                requireNonNullElse(hook.failurePolicy(), "Fail"))
                                        .matchPolicy(
                                                requireNonNullElse(
                                                        hook.matchPolicy(), "Equivalent"))
                                        .namespaceSelector(
                                                requireNonNullElse(
                                                        hook.namespaceSelector(),
                                                        LabelSelector.EMPTY))
                                        .objectSelector(
                                                requireNonNullElse(
                                                        hook.objectSelector(), LabelSelector.EMPTY))
                                        .timeoutSeconds(
                                                requireNonNullElse(hook.timeoutSeconds(), SECONDS))
                                        .reinvocationPolicy(
                                                requireNonNullElse(
                                                        hook.reinvocationPolicy(), "Never"))
                                        .build())
                        .toList());
    }

    static ValidatingWebhookConfiguration validating(ValidatingWebhookConfiguration configuration) {
        return configuration.mapWebhooks(hooks ->
                hooks.stream()
                        .map(hook ->
                                hook.toBuilder()
                                        .clientConfig(client(hook.clientConfig()))
                                        .rules(rules(hook.rules()))
                                        .failurePolicy(
                                                requireNonNullElse(hook.failurePolicy(), "Fail"))
                                        .matchPolicy(
                                                requireNonNullElse(
                                                        hook.matchPolicy(), "Equivalent"))
                                        .namespaceSelector(
                                                requireNonNullElse(
                                                        hook.namespaceSelector(),
                                                        LabelSelector.EMPTY))
                                        .objectSelector(
                                                requireNonNullElse(
                                                        hook.objectSelector(), LabelSelector.EMPTY))
                                        .timeoutSeconds(
                                                requireNonNullElse(hook.timeoutSeconds(), SECONDS))
                                        .build())
                        .toList());
    }

    private static WebhookClientConfig client(WebhookClientConfig config) {
        var service = config.service();
        return service == null || service.port() != null
                ? config
                : config.withService(service.withPort(HTTPS));
    }

    private static List<RuleWithOperations> rules(List<RuleWithOperations> rules) {
        return rules.stream()
                .map(rule -> rule.withScope(requireNonNullElse(rule.scope(), "*")))
                .toList();
    }
}
