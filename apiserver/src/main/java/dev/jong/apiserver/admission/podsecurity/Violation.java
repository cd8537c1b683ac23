package dev.jong.apiserver.admission.podsecurity;

import java.util.List;
import java.util.stream.Collectors;

/// What a check has against a Pod.
///
/// @param reason in few words, without values
/// @param detail which containers, volumes and values
record Violation(String reason, String detail) {
    /// All reasons, as when many Pods are looked at.
    static String reasons(List<Violation> violations) {
        return violations.stream().map(Violation::reason).collect(Collectors.joining(", "));
    }

    /// All reasons with their details.
    static String details(List<Violation> violations) {
        return violations.stream()
                .map(each -> each.reason() + " (" + each.detail() + ")")
                .collect(Collectors.joining(", "));
    }
}
