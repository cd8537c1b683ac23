package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;

/// Changes or refuses objects between defaulting and validation.
///
/// A refusal is an [dev.jong.api.errors.ApiException].
public interface Admission {
    /// Lets everything pass.
    Admission NONE = new Admission() {};

    /// The object to go on with: the same when nothing is to be changed.
    default KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        return object;
    }

    /// Refuses by throwing.
    default void validate(AdmissionRequest request) {}

    /// Books what the object takes up, after all plugins have let it pass and right before it is
    /// stored; refuses by throwing. Books nothing for a dry run.
    default Charge charge(AdmissionRequest request) {
        return Charge.NONE;
    }

    /// Whether it has anything to say about this request; lets the registry skip work.
    default boolean handles(AdmissionRequest request) {
        return true;
    }
}
