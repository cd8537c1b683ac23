package dev.jong.apiserver.admission.podsecurity;

import dev.jong.api.GoText;
import dev.jong.api.core.v1.SELinuxOptions;
import dev.jong.api.core.v1.SeccompProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Checks of AppArmor, seccomp and SELinux.
final class ProfileChecks {
    private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_CONTAINER =
            "container.seccomp.security.alpha.kubernetes.io/";
    private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");

    private ProfileChecks() {}

    static Optional<Violation> appArmor(Subject pod) {
        var values = new TreeSet<String>();
        var whole = pod.security().appArmorProfile();
        boolean ofPod = whole != null && isBad(whole.type(), values);
        var containers =
                pod.parts(part -> {
                    var profile = part.security().appArmorProfile();
                    return profile != null && isBad(profile.type(), values);
                });
        var annotations =
                pod.annotations().entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(APP_ARMOR))
                        .filter(entry -> !isAppArmorAnnotation(entry.getValue()))
                        .map(ProfileChecks::text)
                        .sorted()
                        .toList();
        var setters = new ArrayList<String>();
        if (ofPod || !containers.isEmpty()) {
            setters.add(Check.setters(ofPod, containers));
        }
        if (!annotations.isEmpty()) {
            setters.add(Check.plural("annotation", annotations.size()));
        }
        if (setters.isEmpty()) {
            return Optional.empty();
        }
        var all = new ArrayList<>(values);
        all.addAll(annotations);
        return violation(
                Check.plural("forbidden AppArmor profile", all.size()),
                String.join(" and ", setters)
                        + " must not set AppArmor profile type to "
                        + Check.quoted(all));
    }

    /// @param values where forbidden types are collected
    private static boolean isBad(String type, Set<String> values) {
        if (PROFILES.contains(type)) {
            return false;
        }
        values.add(type);
        return true;
    }

    private static boolean isAppArmorAnnotation(String profile) {
        return profile.isEmpty()
                || profile.equals("runtime/default")
                || profile.startsWith("localhost/");
    }

    private static String text(Map.Entry<String, String> annotation) {
        return annotation.getKey() + "=" + GoText.quote(annotation.getValue());
    }

    /// Before 1.19 profiles were annotations.
    static Optional<Violation> seccompAnnotations(Subject pod) {
        var keys = new TreeSet<String>();
        keys.add(SECCOMP_POD);
        pod.parts().forEach(part -> keys.add(SECCOMP_CONTAINER + part.name()));
        var bad =
                pod.annotations().entrySet().stream()
                        .filter(entry -> keys.contains(entry.getKey()))
                        .filter(entry -> !isSeccompAnnotation(entry.getValue()))
                        .map(ProfileChecks::text)
                        .sorted()
                        .toList();
        return bad.isEmpty()
                ? Optional.empty()
                : violation(
                        "seccompProfile",
                        "forbidden "
                                + Check.plural("annotation", bad.size())
                                + " "
                                + String.join(", ", bad));
    }

    private static boolean isSeccompAnnotation(String value) {
        return value.equals("runtime/default")
                || value.equals("docker/default")
                || value.startsWith("localhost/");
    }

    static Optional<Violation> seccomp(Subject pod) {
        var values = new TreeSet<String>();
        var whole = pod.security().seccompProfile();
        boolean ofPod = whole != null && isBad(whole.type(), values);
        var containers =
                pod.parts(part -> {
                    SeccompProfile profile = part.security().seccompProfile();
                    return profile != null && isBad(profile.type(), values);
                });
        return !ofPod && containers.isEmpty()
                ? Optional.empty()
                : violation(
                        "seccompProfile",
                        Check.setters(ofPod, containers)
                                + " must not set securityContext.seccompProfile.type to "
                                + Check.quoted(values));
    }

    /// Each container must have a profile, its own or the Pod's.
    static Optional<Violation> seccompRequired(Subject pod) {
        var wrong = seccomp(pod);
        if (wrong.isPresent() || pod.security().seccompProfile() != null) {
            return wrong;
        }
        var silent = pod.parts(part -> part.security().seccompProfile() == null);
        return silent.isEmpty()
                ? Optional.empty()
                : violation(
                        "seccompProfile",
                        "pod or "
                                + Check.named("container", silent)
                                + " must set securityContext.seccompProfile.type to"
                                + " \"RuntimeDefault\" or \"Localhost\"");
    }

    static Check seLinux(Set<String> types) {
        return pod -> seLinux(pod, types);
    }

    private static Optional<Violation> seLinux(Subject pod, Set<String> types) {
        var bad = new ArrayList<SELinuxOptions>();
        boolean ofPod = isBad(pod.security().seLinuxOptions(), types, bad);
        var containers = pod.parts(part -> isBad(part.security().seLinuxOptions(), types, bad));
        if (bad.isEmpty()) {
            return Optional.empty();
        }
        return violation(
                "seLinuxOptions",
                Check.setters(ofPod, containers)
                        + " set forbidden securityContext.seLinuxOptions: "
                        + String.join("; ", seLinuxDetails(bad, types)));
    }

    private static boolean isBad(
            @Nullable SELinuxOptions options, Set<String> types, List<SELinuxOptions> bad) {
        if (options == null
                || types.contains(Objects.requireNonNullElse(options.type(), ""))
                        && !isSet(options.user())
                        && !isSet(options.role())) {
            return false;
        }
        bad.add(options);
        return true;
    }

    private static List<String> seLinuxDetails(List<SELinuxOptions> bad, Set<String> types) {
        var details = new ArrayList<String>();
        var wrong = new TreeSet<String>();
        for (var options : bad) {
            var type = options.type();
            if (type != null && !types.contains(type)) {
                wrong.add(type);
            }
        }
        if (!wrong.isEmpty()) {
            details.add(Check.named("type", wrong));
        }
        if (bad.stream().anyMatch(options -> isSet(options.user()))) {
            details.add("user may not be set");
        }
        if (bad.stream().anyMatch(options -> isSet(options.role()))) {
            details.add("role may not be set");
        }
        return details;
    }

    private static boolean isSet(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    private static Optional<Violation> violation(String reason, String detail) {
        return Optional.of(new Violation(reason, detail));
    }
}
