package dev.jong.controllers.pod;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.reconcile.Owners;
import java.util.List;

/// Makes Pods of templates.
public final class PodTemplates {
    private static final int LONGEST_PREFIX = 253;

    private PodTemplates() {}

    /// A Pod controlled by `owner`, to be named by the server.
    public static Pod pod(PodTemplateSpec template, KubernetesObject owner) {
        return pod(template, owner, prefix(owner.name()));
    }

    /// A Pod controlled by `owner`, to be named by the server after `generateName`.
    ///
    /// @param generateName the beginning of the name
    public static Pod pod(PodTemplateSpec template, KubernetesObject owner, String generateName) {
        var metadata = template.metadata();
        return Pod.builder()
                .metadata(
                        ObjectMeta.builder()
                                .namespace(owner.metadata().namespace())
                                .generateName(generateName)
                                .labels(metadata.labels())
                                .annotations(metadata.annotations())
                                .finalizers(metadata.finalizers())
                                .ownerReferences(List.of(Owners.controlledBy(owner)))
                                .build())
                .spec(template.spec())
                .build();
    }

    private static String prefix(String name) {
        return name.length() < LONGEST_PREFIX ? name + "-" : name;
    }
}
