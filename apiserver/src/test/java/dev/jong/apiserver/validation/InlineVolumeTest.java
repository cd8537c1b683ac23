package dev.jong.apiserver.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.Json;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.api.yaml.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Volumes that attachments describe themselves, as upstream's server answers.
class InlineVolumeTest {
    private static final String CSI =
            "accessModes: [ReadWriteOnce], csi: {driver: a.b, volumeHandle: h}";

    @Test
    void takesCsiVolumesOnly() {
        assertThat(errors(CSI)).isEmpty();
        assertThat(errors("accessModes: [ReadWriteOnce], nfs: {server: s, path: /x}"))
                .containsExactly(
                        "spec.source.inlineVolumeSpec.csi: Required value: has to be specified in"
                                + " the context of inline volumes");
        assertThat(errors(""))
                .containsExactly(
                        "spec.source.inlineVolumeSpec.csi: Required value: has to be specified in"
                                + " the context of inline volumes",
                        "spec.source.inlineVolumeSpec.accessModes: Required value",
                        "spec.source.inlineVolumeSpec: Required value: must specify a volume type");
    }

    @Test
    void forbidsWhatOnlyObjectsSay() {
        var forbidden = ": Forbidden: may not be specified in the context of inline volumes";
        assertThat(
                        errors(
                                CSI
                                        + ", claimRef: {name: x}, capacity: {storage: 1Gi},"
                                        + " persistentVolumeReclaimPolicy: Delete,"
                                        + " nodeAffinity: {required: {nodeSelectorTerms: [{}]}},"
                                        + " storageClassName: x, volumeMode: Block"))
                .containsExactly(
                        "spec.source.inlineVolumeSpec.claimRef" + forbidden,
                        "spec.source.inlineVolumeSpec.capacity" + forbidden,
                        "spec.source.inlineVolumeSpec.persistentVolumeReclaimPolicy: Forbidden: may"
                                + " only be Retain in the context of inline volumes",
                        "spec.source.inlineVolumeSpec.nodeAffinity" + forbidden,
                        "spec.source.inlineVolumeSpec.storageClassName" + forbidden,
                        "spec.source.inlineVolumeSpec.volumeMode: Forbidden: may not specify"
                                + " volumeMode other than Filesystem in the context of inline"
                                + " volumes");
    }

    private static List<String> errors(String spec) {
        var text =
                "{metadata: {name: v}, spec: {attacher: a.b, nodeName: node1, source:"
                        + " {inlineVolumeSpec: {"
                        + spec
                        + "}}}}";
        var attachment = Json.read(Yaml.read(text), VolumeAttachment.CODEC);
        return StorageRules.attachment(attachment).stream().map(Object::toString).toList();
    }
}
