package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.runtime.PodIdentity;
import java.util.Objects;

/// Who a Pod is, without nulls.
public final class PodKey {
    private PodKey() {}

    public static PodIdentity of(Pod pod) {
        var metadata = pod.metadata();
        return new PodIdentity(
                text(metadata.namespace()), text(metadata.name()), text(metadata.uid()));
    }

    /// `name_namespace(uid)`, as messages name a Pod.
    static String words(PodIdentity pod) {
        return pod.name() + "_" + pod.namespace() + "(" + pod.uid() + ")";
    }

    static String text(@org.jspecify.annotations.Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
