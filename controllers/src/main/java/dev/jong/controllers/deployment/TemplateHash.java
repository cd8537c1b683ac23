package dev.jong.controllers.deployment;

import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.meta.v1.ObjectMeta;
import java.util.HashMap;

/// What tells the ReplicaSets of a Deployment apart.
final class TemplateHash {
    static final String LABEL = "pod-template-hash";
    private static final int LONGEST_NAME = 253;

    private TemplateHash() {}

    static String name(String deployment, String hash) {
        int most = LONGEST_NAME - 1 - hash.length();
        return (deployment.length() > most ? deployment.substring(0, most) : deployment)
                + "-"
                + hash;
    }

    /// Whether two templates are the same but for the label that carries their hash.
    static boolean same(PodTemplateSpec one, PodTemplateSpec other) {
        return withoutLabel(one).equals(withoutLabel(other));
    }

    static PodTemplateSpec withoutLabel(PodTemplateSpec template) {
        return template.metadata().labels().containsKey(LABEL)
                ? template.withMetadata(without(template.metadata()))
                : template;
    }

    private static ObjectMeta without(ObjectMeta metadata) {
        var labels = new HashMap<>(metadata.labels());
        labels.remove(LABEL);
        return metadata.withLabels(labels);
    }
}
