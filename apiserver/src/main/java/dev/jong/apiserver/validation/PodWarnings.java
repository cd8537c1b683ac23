package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.EphemeralContainer;
import dev.jong.api.core.v1.NodeSelectorTerm;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodAffinityTerm;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.names.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is borne in Pods and their templates, but hardly meant: what is deprecated, what is said
/// twice, what has no effect.
public final class PodWarnings {
    private static final String NO_SELECTOR = ": a null labelSelector results in matching no pod";
    private static final String GONE_IN_1_25 = ": deprecated in v1.22, non-functional in v1.25+";
    private static final String GONE_IN_1_31 = ": deprecated in v1.28, non-functional in v1.31+";
    private static final Map<String, String> VOLUMES =
            Map.of(
                    "photonPersistentDisk", ": deprecated in v1.11, non-functional in v1.16+",
                    "gitRepo", ": deprecated in v1.11, and disabled by default in v1.33+",
                    "scaleIO", ": deprecated in v1.16, non-functional in v1.22+",
                    "flocker", GONE_IN_1_25,
                    "storageos", GONE_IN_1_25,
                    "quobyte", GONE_IN_1_25,
                    "glusterfs", ": deprecated in v1.25, non-functional in v1.26+",
                    "cephfs", GONE_IN_1_31,
                    "rbd", GONE_IN_1_31);
    private static final Map<String, String> ANNOTATIONS =
            Map.of(
                    "scheduler.alpha.kubernetes.io/critical-pod",
                    "non-functional in v1.16+; use the \"priorityClassName\" field instead",
                    "security.alpha.kubernetes.io/sysctls",
                    "non-functional in v1.11+; use the \"sysctls\" field instead",
                    "security.alpha.kubernetes.io/unsafe-sysctls",
                    "non-functional in v1.11+; use the \"sysctls\" field instead");
    private static final Map<String, String> NODE_LABELS =
            Map.of(
                    "beta.kubernetes.io/arch",
                    "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
                    "beta.kubernetes.io/os",
                    "deprecated since v1.14; use \"kubernetes.io/os\" instead",
                    "failure-domain.beta.kubernetes.io/region",
                    "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
                    "failure-domain.beta.kubernetes.io/zone",
                    "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
                    "beta.kubernetes.io/instance-type",
                    "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
                    "app.kubernetes.io/created-by",
                    "deprecated since v1.9",
                    "scheduler.alpha.kubernetes.io/preferAvoidPods",
                    "deprecated since v1.22; use Taints and Tolerations instead",
                    "node-role.kubernetes.io/master",
                    "use \"node-role.kubernetes.io/control-plane\" instead");

    private final List<String> found = new ArrayList<>();
    private final PodSpec pod;
    private final FieldPath path;

    private PodWarnings(PodSpec pod, FieldPath path) {
        this.pod = pod;
        this.path = path;
    }

    /// @param isNew whether its name is still to be chosen
    public static List<String> of(Pod pod, boolean isNew) {
        var warnings = new ArrayList<String>();
        if (isNew) {
            warnings.addAll(named(pod.metadata(), "the Pod's hostname"));
        }
        warnings.addAll(of(pod));
        return warnings;
    }

    /// The name of a new object that lives on in names of Pods and hosts.
    private static List<String> named(ObjectMeta metadata, String where) {
        var wrong = Names.label(Objects.requireNonNullElse(metadata.name(), ""));
        return wrong.isEmpty()
                ? List.of()
                : List.of(
                        "metadata.name: this is used in "
                                + where
                                + ", which can result in surprising behavior; a DNS label is"
                                + " recommended: ["
                                + String.join(" ", wrong)
                                + "]");
    }

    /// Of an object that makes Pods named after itself.
    ///
    /// @param old null for a new one
    public static List<String> naming(
            @Nullable PodTemplateSpec template,
            FieldPath path,
            ObjectMeta now,
            @Nullable ObjectMeta old) {
        var warnings = new ArrayList<String>();
        if (old == null) {
            warnings.addAll(named(now, "Pod names and hostnames"));
        }
        warnings.addAll(changed(template, path, now, old));
        return warnings;
    }

    static List<String> of(Pod pod) {
        return all(
                pod.spec(),
                pod.metadata(),
                FieldPath.of("spec"),
                FieldPath.of("metadata", "annotations"));
    }

    public static List<String> of(PodTemplateSpec template, FieldPath path) {
        return all(
                template.spec(),
                template.metadata(),
                path.child("spec"),
                path.child("metadata", "annotations"));
    }

    /// Of a template, when its object is new or has changed.
    public static List<String> changed(
            @Nullable PodTemplateSpec template,
            FieldPath path,
            ObjectMeta now,
            @Nullable ObjectMeta old) {
        boolean same = old != null && now.generation() == old.generation();
        return same || template == null ? List.of() : of(template, path);
    }

    private static List<String> all(
            PodSpec pod, ObjectMeta metadata, FieldPath path, FieldPath annotations) {
        var warnings = new PodWarnings(pod, path);
        warnings.placement();
        ANNOTATIONS.forEach((key, text) -> {
            if (metadata.annotations().containsKey(key)) {
                warnings.found.add(annotations.key(key) + ": " + text);
            }
        });
        warnings.volumes();
        warnings.named();
        Fractions.warn(pod.overhead(), "memory", path.child("overhead"), warnings.found);
        Fractions.warn(pod.overhead(), "ephemeral-storage", path.child("overhead"), warnings.found);
        var containers = containers(pod, path);
        containers.forEach(warnings::container);
        warnings.found.addAll(PortWarnings.of(containers));
        var grace = pod.terminationGracePeriodSeconds();
        if (grace != null && grace < 0) {
            warnings.found.add(
                    path.child("terminationGracePeriodSeconds")
                            + ": must be >= 0; negative values are invalid and will be treated as 1");
        }
        warnings.affinity();
        return List.copyOf(warnings.found);
    }

    /// Those that start first, the others, then the ephemeral ones.
    private static Map<FieldPath, Container> containers(PodSpec pod, FieldPath path) {
        var all = new LinkedHashMap<FieldPath, Container>();
        for (int i = 0; i < pod.initContainers().size(); i++) {
            all.put(path.child("initContainers").index(i), pod.initContainers().get(i));
        }
        for (int i = 0; i < pod.containers().size(); i++) {
            all.put(path.child("containers").index(i), pod.containers().get(i));
        }
        for (int i = 0; i < pod.ephemeralContainers().size(); i++) {
            all.put(
                    path.child("ephemeralContainers").index(i),
                    Json.read(
                            Json.tree(pod.ephemeralContainers().get(i), EphemeralContainer.CODEC),
                            Container.CODEC));
        }
        return all;
    }

    private void placement() {
        for (var key : pod.nodeSelector().keySet()) {
            var text = NODE_LABELS.get(key);
            if (text != null) {
                found.add(path.child("nodeSelector").key(key) + ": " + text);
            }
        }
        var nodes = pod.affinity() == null ? null : pod.affinity().nodeAffinity();
        if (nodes != null) {
            var at = path.child("affinity", "nodeAffinity");
            var required = nodes.requiredDuringSchedulingIgnoredDuringExecution();
            var terms =
                    required == null ? List.<NodeSelectorTerm>of() : required.nodeSelectorTerms();
            for (int i = 0; i < terms.size(); i++) {
                term(
                        terms.get(i),
                        at.child("requiredDuringSchedulingIgnoredDuringExecution")
                                .child("nodeSelectorTerms")
                                .index(i));
            }
            var preferred = nodes.preferredDuringSchedulingIgnoredDuringExecution();
            for (int i = 0; i < preferred.size(); i++) {
                term(
                        preferred.get(i).preference(),
                        at.child("preferredDuringSchedulingIgnoredDuringExecution")
                                .index(i)
                                .child("preference"));
            }
        }
        for (int i = 0; i < pod.topologySpreadConstraints().size(); i++) {
            var constraint = pod.topologySpreadConstraints().get(i);
            var at = path.child("topologySpreadConstraints").index(i);
            label(constraint.topologyKey(), at.child("topologyKey"));
            if (constraint.labelSelector() == null) {
                found.add(at.child("labelSelector") + NO_SELECTOR);
            }
        }
    }

    private void term(NodeSelectorTerm term, FieldPath at) {
        for (int i = 0; i < term.matchExpressions().size(); i++) {
            label(
                    term.matchExpressions().get(i).key(),
                    at.child("matchExpressions").index(i).child("key"));
        }
    }

    private void label(String key, FieldPath at) {
        var text = NODE_LABELS.get(key);
        if (text != null) {
            found.add(at + ": " + key + " is " + text);
        }
    }

    private void volumes() {
        for (int i = 0; i < pod.volumes().size(); i++) {
            var at = path.child("volumes").index(i);
            var volume = pod.volumes().get(i);
            var tree = (JsonObject) Json.tree(volume, Volume.CODEC);
            tree.fields().keySet().stream()
                    .filter(VOLUMES::containsKey)
                    .forEach(type -> found.add(at.child(type) + VOLUMES.get(type)));
            var template =
                    volume.ephemeral() == null ? null : volume.ephemeral().volumeClaimTemplate();
            if (template != null) {
                found.addAll(
                        VolumeClaimRules.warnings(
                                template.spec(),
                                at.child("ephemeral", "volumeClaimTemplate", "spec")));
            }
        }
    }

    private void named() {
        var addresses = new HashSet<String>();
        for (int i = 0; i < pod.hostAliases().size(); i++) {
            var ip = pod.hostAliases().get(i).ip();
            if (!addresses.add(ip)) {
                found.add(path.child("hostAliases").index(i) + ".ip: duplicate ip \"" + ip + '"');
            }
        }
        pullSecrets(pod, path.child("imagePullSecrets"));
    }

    /// First those that are there twice, then those without a name: of many only the first are
    /// told.
    private void pullSecrets(PodSpec pod, FieldPath path) {
        var names =
                pod.imagePullSecrets().stream()
                        .map(secret -> Objects.requireNonNullElse(secret.name(), ""))
                        .toList();
        var seen = new HashSet<String>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                var at = path.index(i).child("name");
                found.add(at + ": duplicate name \"" + names.get(i) + '"');
            }
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isEmpty()) {
                found.add(path.index(i).child("name") + ": invalid empty name \"\"");
            }
        }
    }

    private void container(FieldPath at, Container container) {
        for (var name : List.of("memory", "ephemeral-storage")) {
            var resources = at.child("resources");
            Fractions.warn(container.resources().limits(), name, resources.child("limits"), found);
            Fractions.warn(
                    container.resources().requests(), name, resources.child("requests"), found);
        }
        var names = new HashSet<String>();
        for (int i = 0; i < container.env().size(); i++) {
            var variable = container.env().get(i);
            var value = Objects.requireNonNullElse(variable.value(), "");
            var before = "$(" + variable.name() + ")";
            boolean builds =
                    variable.valueFrom() == null && !value.equals(before) && value.contains(before);
            if (!names.add(variable.name()) && !builds) {
                found.add(
                        at.child("env").index(i)
                                + ": hides previous definition of \""
                                + variable.name()
                                + "\", which may be dropped when using apply");
            }
        }
    }

    private void affinity() {
        var affinity = pod.affinity();
        if (affinity == null) {
            return;
        }
        var near = affinity.podAffinity();
        if (near != null) {
            var at = path.child("affinity", "podAffinity");
            required(near.requiredDuringSchedulingIgnoredDuringExecution(), at);
            for (int i = 0;
                    i < near.preferredDuringSchedulingIgnoredDuringExecution().size();
                    i++) {
                preferred(
                        near.preferredDuringSchedulingIgnoredDuringExecution()
                                .get(i)
                                .podAffinityTerm(),
                        i,
                        at);
            }
        }
        var far = affinity.podAntiAffinity();
        if (far != null) {
            var at = path.child("affinity", "podAntiAffinity");
            required(far.requiredDuringSchedulingIgnoredDuringExecution(), at);
            for (int i = 0; i < far.preferredDuringSchedulingIgnoredDuringExecution().size(); i++) {
                preferred(
                        far.preferredDuringSchedulingIgnoredDuringExecution()
                                .get(i)
                                .podAffinityTerm(),
                        i,
                        at);
            }
        }
    }

    private void required(List<PodAffinityTerm> terms, FieldPath at) {
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i).labelSelector() == null) {
                found.add(
                        at.child("requiredDuringSchedulingIgnoredDuringExecution")
                                        .index(i)
                                        .child("labelSelector")
                                + NO_SELECTOR);
            }
        }
    }

    private void preferred(PodAffinityTerm term, int i, FieldPath at) {
        if (term.labelSelector() == null) {
            found.add(
                    at.child("preferredDuringSchedulingIgnoredDuringExecution")
                                    .index(i)
                                    .child("podAffinityTerm", "labelSelector")
                            + NO_SELECTOR);
        }
    }
}
