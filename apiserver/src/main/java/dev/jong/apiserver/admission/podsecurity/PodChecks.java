package dev.jong.apiserver.admission.podsecurity;

import dev.jong.api.core.v1.Sysctl;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Checks of what a Pod shares with its node.
final class PodChecks {
    private static final Set<String> VOLUMES =
            Set.of(
                    "configMap",
                    "csi",
                    "downwardAPI",
                    "emptyDir",
                    "ephemeral",
                    "image",
                    "persistentVolumeClaim",
                    "projected",
                    "secret");

    private PodChecks() {}

    static Optional<Violation> hostNamespaces(Subject pod) {
        var bad = new ArrayList<String>();
        if (pod.spec().hostNetwork()) {
            bad.add("hostNetwork=true");
        }
        if (pod.spec().hostPid()) {
            bad.add("hostPID=true");
        }
        if (pod.spec().hostIpc()) {
            bad.add("hostIPC=true");
        }
        return joined("host namespaces", bad);
    }

    static Optional<Violation> hostPaths(Subject pod) {
        var bad =
                pod.spec().volumes().stream()
                        .filter(volume -> volume.hostPath() != null)
                        .map(Volume::name)
                        .toList();
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("hostPath volumes", Check.named("volume", bad)));
    }

    static Optional<Violation> volumes(Subject pod) {
        var bad = new ArrayList<String>();
        var types = new TreeSet<String>();
        for (var volume : pod.spec().volumes()) {
            var type = type(volume);
            if (!VOLUMES.contains(type)) {
                bad.add(volume.name());
                types.add(type);
            }
        }
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Violation(
                                "restricted volume types",
                                Check.named("volume", bad)
                                        + (bad.size() == 1 ? " uses " : " use ")
                                        + Check.named("restricted volume type", types)));
    }

    /// The field that is set besides the name.
    private static String type(Volume volume) {
        var tree = (JsonObject) Json.tree(volume, Volume.CODEC);
        return tree.without("name").fields().keySet().stream().findFirst().orElse("unknown");
    }

    static Check sysctls(Set<String> allowed) {
        return pod ->
                joined(
                        "forbidden sysctls",
                        pod.security().sysctls().stream()
                                .map(Sysctl::name)
                                .filter(Predicate.not(allowed::contains))
                                .toList());
    }

    static Optional<Violation> hostProcess(Subject pod) {
        var whole = pod.security().windowsOptions();
        boolean ofPod = whole != null && Boolean.TRUE.equals(whole.hostProcess());
        var bad =
                pod.parts(part -> {
                    var options = part.security().windowsOptions();
                    return options != null && Boolean.TRUE.equals(options.hostProcess());
                });
        return !ofPod && bad.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Violation(
                                "hostProcess",
                                Check.setters(ofPod, bad)
                                        + " must not set"
                                        + " securityContext.windowsOptions.hostProcess=true"));
    }

    private static Optional<Violation> joined(String reason, Collection<String> details) {
        return details.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(reason, String.join(", ", details)));
    }
}
