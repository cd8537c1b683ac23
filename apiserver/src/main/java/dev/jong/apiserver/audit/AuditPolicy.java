package dev.jong.apiserver.audit;

import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import java.util.List;
import java.util.Set;

/// What is told of which request (`audit.k8s.io/v1` Policy): the first rule that matches says it;
/// where none does, nothing is told.
record AuditPolicy(List<AuditRule> rules, boolean omitManagedFields) {
    AuditPolicy {
        rules = List.copyOf(rules);
    }

    /// What is told of one request.
    record Verdict(Level level, Set<Stage> omitStages, boolean omitManagedFields) {}

    private static final Verdict SILENT = new Verdict(Level.NONE, Set.of(), false);

    Verdict of(User user, RequestInfo info) {
        for (var rule : rules) {
            if (rule.matches(user, info)) {
                return new Verdict(
                        rule.level(),
                        rule.omitStages(),
                        rule.omitManagedFields().orElse(omitManagedFields));
            }
        }
        return SILENT;
    }
}
