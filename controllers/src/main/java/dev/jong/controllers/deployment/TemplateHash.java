package dev.jong.controllers.deployment;

import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.json.Json;
import dev.jong.api.meta.v1.ObjectMeta;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/// Short names for Pod templates: FNV-1a of their JSON, written so that it spells nothing.
final class TemplateHash {
    static final String LABEL = "pod-template-hash";
    private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";
    private static final int LONGEST_NAME = 253;

    private TemplateHash() {}

    /// @param collisions how often a name was taken already
    static String of(PodTemplateSpec template, @Nullable Integer collisions) {
        int hash = 0x811c9dc5;
        for (byte each : Json.write(template, PodTemplateSpec.CODEC)) {
            hash = (hash ^ each & 0xff) * 0x01000193;
        }
        if (collisions != null) {
            for (byte each : collisions.toString().getBytes(StandardCharsets.US_ASCII)) {
                hash = (hash ^ each & 0xff) * 0x01000193;
            }
        }
        var text = new StringBuilder();
        Integer.toUnsignedString(hash)
                .chars()
                .forEach(digit -> text.append(SAFE.charAt(digit % SAFE.length())));
        return text.toString();
    }

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
