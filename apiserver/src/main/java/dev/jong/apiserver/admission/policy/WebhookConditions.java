package dev.jong.apiserver.admission.policy;

import dev.jong.api.Kind;
import dev.jong.api.admissionregistration.v1.MatchCondition;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.webhook.MatchConditions;
import dev.jong.apiserver.authorization.Authorizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Evaluates the match conditions of webhooks. Remembers what it compiled.
public final class WebhookConditions implements MatchConditions {
    private static final int MOST_REMEMBERED = 1_000;

    private final Cluster cluster;
    private final Authorizer authorizer;
    private final Map<List<MatchCondition>, Conditions> compiled = new ConcurrentHashMap<>();

    public WebhookConditions(Cluster cluster, Authorizer authorizer) {
        this.cluster = cluster;
        this.authorizer = authorizer;
    }

    @Override
    public Outcome evaluate(
            List<MatchCondition> conditions, AdmissionRequest request, Kind<?> kind) {
        if (compiled.size() >= MOST_REMEMBERED) {
            compiled.clear();
        }
        var asked = compiled.computeIfAbsent(conditions, fresh -> Conditions.of(fresh, false));
        var seen = new Seen(request.origin().resource(), kind);
        var inputs = new PolicyInputs(request, seen, cluster, Optional.empty(), authorizer);
        return switch (asked.ask(inputs, null)) {
            case Conditions.Answer.Yes _ -> new Outcome.Met();
            case Conditions.Answer.No _ -> new Outcome.Unmet();
            case Conditions.Answer.Unclear(var message) -> new Outcome.Failed(message);
        };
    }
}
