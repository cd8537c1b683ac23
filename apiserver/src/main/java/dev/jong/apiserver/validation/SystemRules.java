package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.EphemeralContainer;
import dev.jong.api.core.v1.PodSecurityContext;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.SecurityContext;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The operating system that a Pod says it needs, and what makes no sense on it (KEP-2802).
final class SystemRules {
    private static final List<String> SYSTEMS = List.of("linux", "windows");
    private static final String NOT_WINDOWS = "cannot be set for a windows pod";
    private static final List<String> LINUX_POD =
            List.of(
                    "appArmorProfile",
                    "seLinuxOptions",
                    "seccompProfile",
                    "fsGroup",
                    "fsGroupChangePolicy",
                    "sysctls",
                    "runAsUser",
                    "runAsGroup",
                    "supplementalGroups",
                    "supplementalGroupsPolicy",
                    "seLinuxChangePolicy");
    private static final List<String> LINUX_CONTAINER =
            List.of(
                    "appArmorProfile",
                    "seLinuxOptions",
                    "seccompProfile",
                    "capabilities",
                    "readOnlyRootFilesystem",
                    "privileged",
                    "allowPrivilegeEscalation",
                    "procMount",
                    "runAsUser",
                    "runAsGroup");

    private SystemRules() {}

    static void check(PodSpec spec, FieldPath path, FieldErrors errors) {
        var system = spec.os();
        if (system == null) {
            return;
        }
        if (system.name().isEmpty()) {
            errors.required(path.child("os", "name"), "");
        } else if (!SYSTEMS.contains(system.name())) {
            errors.notSupported(path.child("os"), system.name(), SYSTEMS);
        }
        switch (system.name()) {
            case "linux" -> linux(spec, path, errors);
            case "windows" -> windows(spec, path, errors);
            default -> {}
        }
    }

    private static void linux(PodSpec spec, FieldPath path, FieldErrors errors) {
        contexts(spec, path)
                .forEach((at, context) -> {
                    if (context.has("windowsOptions")) {
                        errors.forbidden(
                                at.child("windowsOptions"),
                                "windows options cannot be set for a linux pod");
                    }
                });
    }

    private static void windows(PodSpec spec, FieldPath path, FieldErrors errors) {
        forbid(spec.hostUsers() != null, path.child("hostUsers"), errors);
        forbid(spec.hostPid(), path.child("hostPID"), errors);
        forbid(spec.hostIpc(), path.child("hostIPC"), errors);
        forbid(spec.shareProcessNamespace() != null, path.child("shareProcessNamespace"), errors);
        var whole = path.child("securityContext").toString();
        contexts(spec, path)
                .forEach((at, context) -> {
                    var fields = at.toString().equals(whole) ? LINUX_POD : LINUX_CONTAINER;
                    for (var field : fields) {
                        forbid(context.has(field), at.child(field), errors);
                    }
                });
    }

    /// A process of the host is nothing but that: all containers of such a Pod are (KEP-1981).
    static void hostProcesses(PodSpec spec, FieldPath path, FieldErrors errors) {
        var whole = spec.securityContext();
        var windows = whole == null ? null : whole.windowsOptions();
        var ofPod = windows == null ? null : windows.hostProcess();
        var containers = new ArrayList<@Nullable SecurityContext>();
        spec.initContainers().forEach(each -> containers.add(each.securityContext()));
        spec.containers().forEach(each -> containers.add(each.securityContext()));
        spec.ephemeralContainers().forEach(each -> containers.add(each.securityContext()));
        int count = 0;
        for (var context : containers) {
            var options = context == null ? null : context.windowsOptions();
            var own = options == null ? null : options.hostProcess();
            if (Boolean.TRUE.equals(own == null ? ofPod : own)) {
                count++;
            }
        }
        contexts(spec, path)
                .forEach((at, context) -> {
                    var own = context.object("windowsOptions").get("hostProcess");
                    boolean other = !at.toString().equals(path + ".securityContext");
                    if (ofPod != null
                            && other
                            && own != null
                            && !own.equals(JsonBoolean.of(ofPod))) {
                        errors.invalid(
                                at.child("windowsOptions", "hostProcess"),
                                !ofPod,
                                "pod hostProcess value must be identical if both are specified, was "
                                        + ofPod);
                    }
                });
        if (count > 0 && count != containers.size()) {
            errors.invalid(
                    path,
                    "",
                    "If pod contains any hostProcess containers then all containers must be"
                            + " HostProcess containers");
        }
        if (count > 0 && !spec.hostNetwork()) {
            errors.invalid(
                    path.child("hostNetwork"),
                    false,
                    "hostNetwork must be true if pod contains any hostProcess containers");
        }
    }

    private static void forbid(boolean there, FieldPath path, FieldErrors errors) {
        if (there) {
            errors.forbidden(path, NOT_WINDOWS);
        }
    }

    /// All security contexts that are there: the Pod's, and those of its containers of all sorts.
    private static Map<FieldPath, JsonObject> contexts(PodSpec spec, FieldPath path) {
        var found = new LinkedHashMap<FieldPath, JsonObject>();
        var whole = spec.securityContext();
        if (whole != null) {
            found.put(
                    path.child("securityContext"),
                    (JsonObject) Json.tree(whole, PodSecurityContext.CODEC));
        }
        var init = spec.initContainers().stream().map(Container::securityContext).toList();
        var all = spec.containers().stream().map(Container::securityContext).toList();
        var ephemeral =
                spec.ephemeralContainers().stream()
                        .map(EphemeralContainer::securityContext)
                        .toList();
        add(init, path.child("initContainers"), found);
        add(all, path.child("containers"), found);
        add(ephemeral, path.child("ephemeralContainers"), found);
        return found;
    }

    private static void add(
            List<@Nullable SecurityContext> contexts,
            FieldPath path,
            Map<FieldPath, JsonObject> found) {
        for (int i = 0; i < contexts.size(); i++) {
            var context = contexts.get(i);
            if (context != null) {
                found.put(
                        path.index(i).child("securityContext"),
                        (JsonObject) Json.tree(context, SecurityContext.CODEC));
            }
        }
    }
}
