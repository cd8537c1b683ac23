package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.AppArmorProfile;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Annotations of Pods that mean something to the cluster: most of them from the time before there
/// was a field.
final class PodAnnotationRules {
    static final String MIRROR = "kubernetes.io/config.mirror";
    private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_CONTAINER =
            "container.seccomp.security.alpha.kubernetes.io/";
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final FieldPath PATH = FieldPath.of("metadata", "annotations");
    private static final Pattern COST = Pattern.compile("-\\d+|0|[1-9]\\d*");
    private static final String LOCAL = "localhost/";

    private PodAnnotationRules() {}

    static void check(Map<String, String> annotations, PodSpec spec, FieldErrors errors) {
        var mirror = annotations.get(MIRROR);
        if (mirror != null && spec.nodeName() == null) {
            errors.invalid(
                    PATH.key(MIRROR),
                    mirror,
                    "must set spec.nodeName if mirror pod annotation is set");
        }
        var cost = annotations.get(DELETION_COST);
        if (cost != null && !isCost(cost)) {
            errors.invalid(PATH.key(DELETION_COST), cost, "must be a 32bit integer");
        }
        new TreeMap<>(annotations)
                .forEach((key, value) -> {
                    if (key.equals(SECCOMP_POD) || key.startsWith(SECCOMP_CONTAINER)) {
                        seccomp(value, PATH.child(key), errors);
                    }
                    if (key.startsWith(APP_ARMOR)) {
                        appArmor(key, value, spec, errors);
                    }
                });
    }

    private static boolean isCost(String text) {
        if (!COST.matcher(text).matches()) {
            return false;
        }
        try {
            Integer.parseInt(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void seccomp(String profile, FieldPath path, FieldErrors errors) {
        switch (profile) {
            case "runtime/default", "docker/default", "unconfined" -> {}
            default -> {
                if (profile.startsWith(LOCAL)) {
                    Paths.descending(profile.substring(LOCAL.length()), path, errors);
                } else {
                    errors.invalid(path, profile, "must be a valid seccomp profile");
                }
            }
        }
    }

    private static void appArmor(String key, String profile, PodSpec spec, FieldErrors errors) {
        var name = key.substring(APP_ARMOR.length());
        boolean known =
                Stream.concat(spec.initContainers().stream(), spec.containers().stream())
                        .anyMatch(container -> container.name().equals(name));
        if (!known) {
            errors.invalid(PATH.key(key), name, "container not found");
        }
        switch (profile) {
            case "", "runtime/default", "unconfined" -> {}
            default -> {
                if (!profile.startsWith(LOCAL)) {
                    errors.invalid(
                            PATH.key(key),
                            profile,
                            "invalid AppArmor profile name: \"" + profile + "\"");
                }
            }
        }
    }

    /// What a new Pod says both in a field and in an annotation must be the same.
    static void created(Pod pod, FieldErrors errors) {
        var annotations = pod.metadata().annotations();
        var spec = pod.spec();
        var whole = spec.securityContext();
        var seccomp = whole == null ? null : whole.seccompProfile();
        var path = FieldPath.of("spec");
        if (seccomp != null) {
            same(
                    annotations.get(SECCOMP_POD),
                    seccomp.type(),
                    seccomp.localhostProfile(),
                    "seccomp",
                    path.child("securityContext", "seccompProfile"),
                    errors);
        }
        boolean windows = spec.os() != null && spec.os().name().equals("windows");
        var armor = whole == null || windows ? null : whole.appArmorProfile();
        created(pod, spec.initContainers(), armor, path.child("initContainers"), errors);
        created(pod, spec.containers(), armor, path.child("containers"), errors);
    }

    private static void created(
            Pod pod,
            List<Container> containers,
            @Nullable AppArmorProfile ofPod,
            FieldPath path,
            FieldErrors errors) {
        var annotations = pod.metadata().annotations();
        for (int i = 0; i < containers.size(); i++) {
            var context = containers.get(i).securityContext();
            var at = path.index(i).child("securityContext");
            var seccomp = context == null ? null : context.seccompProfile();
            if (seccomp != null) {
                same(
                        annotations.get(SECCOMP_CONTAINER + containers.get(i).name()),
                        seccomp.type(),
                        seccomp.localhostProfile(),
                        "seccomp",
                        at.child("seccompProfile"),
                        errors);
            }
            var own = context == null ? null : context.appArmorProfile();
            var armor = own == null ? ofPod : own;
            if (armor != null) {
                same(
                        annotations.get(APP_ARMOR + containers.get(i).name()),
                        armor.type(),
                        armor.localhostProfile(),
                        "apparmor",
                        at.child("appArmorProfile"),
                        errors);
            }
        }
    }

    private static void same(
            @Nullable String annotation,
            String type,
            @Nullable String profile,
            String what,
            FieldPath path,
            FieldErrors errors) {
        if (annotation == null) {
            return;
        }
        boolean same =
                switch (type) {
                    case "Unconfined" -> annotation.equals("unconfined");
                    case "RuntimeDefault" ->
                            annotation.equals("runtime/default")
                                    || what.equals("seccomp")
                                            && annotation.equals("docker/default");
                    case "Localhost" -> annotation.startsWith(LOCAL);
                    default -> true;
                };
        if (!same) {
            errors.forbidden(path.child("type"), what + " type in annotation and field must match");
        } else if (type.equals("Localhost")
                && !annotation.substring(LOCAL.length()).equals(profile)) {
            errors.forbidden(
                    path.child("localhostProfile"),
                    what + " profile in annotation and field must match");
        }
    }

    /// Some may neither come, go nor change.
    static void update(Pod now, Pod old, FieldErrors errors) {
        var after = new TreeMap<>(now.metadata().annotations());
        var before = new TreeMap<>(old.metadata().annotations());
        before.forEach((key, value) -> {
            if (!value.equals(after.get(key))) {
                fixed(key, "remove or update", errors);
            }
        });
        after.keySet().stream()
                .filter(key -> !before.containsKey(key))
                .forEach(key -> fixed(key, "add", errors));
        check(after, now.spec(), errors);
    }

    private static void fixed(String key, String change, FieldErrors errors) {
        if (key.startsWith(APP_ARMOR)) {
            errors.forbidden(PATH.key(key), "may not " + change + " AppArmor annotations");
        }
        if (key.equals(MIRROR)) {
            errors.forbidden(PATH.key(key), "may not " + change + " mirror pod annotation");
        }
    }
}
