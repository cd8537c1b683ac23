package dev.jong.apiserver.admission.webhook;

import dev.jong.api.Kind;
import dev.jong.api.admissionregistration.v1.MatchCondition;
import dev.jong.apiserver.admission.AdmissionRequest;
import java.util.List;

/// Evaluates a webhook's `matchConditions`, which are expressions in CEL.
@FunctionalInterface
public interface MatchConditions {
    /// What came of it.
    sealed interface Outcome {
        /// All conditions are true.
        record Met() implements Outcome {}

        /// At least one is false, whatever became of the others.
        record Unmet() implements Outcome {}

        /// None is false, but at least one could not be evaluated.
        ///
        /// @param why all errors
        record Failed(String why) implements Outcome {}
    }

    /// Asks all conditions.
    ///
    /// @param kind in which the webhook sees the objects
    Outcome evaluate(List<MatchCondition> conditions, AdmissionRequest request, Kind<?> kind);
}
