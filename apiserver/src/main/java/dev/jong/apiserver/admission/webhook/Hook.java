package dev.jong.apiserver.admission.webhook;

import dev.jong.api.admissionregistration.v1.MatchCondition;
import dev.jong.api.admissionregistration.v1.MutatingWebhook;
import dev.jong.api.admissionregistration.v1.RuleWithOperations;
import dev.jong.api.admissionregistration.v1.ValidatingWebhook;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.api.selector.Selector;
import dev.jong.apiserver.webhook.HookAddress;
import dev.jong.apiserver.webhook.Webhooks;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One webhook of a configuration.
///
/// @param id unique among the webhooks of its sort
/// @param reach which requests it is asked about
/// @param optional whether requests go on when it does not answer (`failurePolicy: Ignore`)
/// @param dryRuns whether it may be asked about requests that change nothing
/// @param versions of AdmissionReview that it understands
/// @param again whether it wants to see what others change afterwards
record Hook(
        String id,
        String configuration,
        String name,
        HookAddress address,
        Reach reach,
        boolean optional,
        boolean dryRuns,
        Duration patience,
        List<String> versions,
        boolean again) {
    private static final int SECONDS = 10;
    private static final Set<String> HARMLESS = Set.of("None", "NoneOnDryRun");

    /// Which requests a webhook is asked about.
    ///
    /// @param equivalent whether rules for one version of a resource count for its others
    record Reach(
            List<RuleWithOperations> rules,
            boolean equivalent,
            Selector namespaces,
            Selector objects,
            List<MatchCondition> conditions) {
        Reach {
            rules = List.copyOf(rules);
            conditions = List.copyOf(conditions);
        }
    }

    Hook {
        versions = List.copyOf(versions);
    }

    static Hook of(String configuration, int index, MutatingWebhook hook) {
        var again = "IfNeeded".equals(hook.reinvocationPolicy());
        return of(configuration, index, Webhooks.common(hook), again);
    }

    static Hook of(String configuration, int index, ValidatingWebhook hook) {
        return of(configuration, index, hook, false);
    }

    private static Hook of(String configuration, int index, ValidatingWebhook hook, boolean again) {
        return new Hook(
                configuration + "/" + hook.name() + "/" + index,
                configuration,
                hook.name(),
                HookAddress.of(hook.clientConfig()),
                new Reach(
                        hook.rules(),
                        !"Exact".equals(hook.matchPolicy()),
                        selector(hook.namespaceSelector()),
                        selector(hook.objectSelector()),
                        hook.matchConditions()),
                "Ignore".equals(hook.failurePolicy()),
                HARMLESS.contains(Objects.requireNonNullElse(hook.sideEffects(), "")),
                patience(hook.timeoutSeconds()),
                hook.admissionReviewVersions(),
                again);
    }

    private static Selector selector(@Nullable LabelSelector selector) {
        return selector == null ? Selector.everything() : LabelSelectors.of(selector);
    }

    private static Duration patience(@Nullable Integer seconds) {
        return Duration.ofSeconds(seconds == null ? SECONDS : seconds);
    }
}
