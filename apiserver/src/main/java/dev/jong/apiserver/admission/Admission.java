package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;

/// Changes or refuses objects between defaulting and validation.
///
/// A refusal is an [dev.jong.api.errors.ApiException]. Plugins that store something of their own
/// (quota) do so in [#validate], only when the request is no dry run.
public interface Admission {
    /// Lets everything pass.
    Admission NONE = new Admission() {};

    /// The object to go on with: the same when nothing is to be changed.
    default KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        return object;
    }

    /// Refuses by throwing.
    default void validate(AdmissionRequest request) {}

    /// Whether it has anything to say about this request; lets the registry skip work.
    default boolean handles(AdmissionRequest request) {
        return true;
    }
}
