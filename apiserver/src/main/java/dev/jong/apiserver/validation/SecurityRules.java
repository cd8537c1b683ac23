package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.AppArmorProfile;
import dev.jong.api.core.v1.SeccompProfile;
import dev.jong.api.core.v1.SecurityContext;
import dev.jong.api.core.v1.WindowsSecurityContextOptions;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.names.Names;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What containers may do, and as whom: what their own security contexts have in common with the
/// Pod's.
final class SecurityRules {
    private static final List<String> PROFILES =
            List.of("Localhost", "RuntimeDefault", "Unconfined");
    private static final int LONGEST_PROFILE = 4095;
    private static final int LARGEST_SPEC_KIB = 64;
    private static final int LONGEST_DOMAIN = 256;
    private static final int LONGEST_USER = 104;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern NET_BIOS =
            Pattern.compile("[^\\\\/:*?\"<>|.][^\\\\/:*?\"<>|]{0,14}");
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)*");
    private static final Pattern ONLY_DOTS = Pattern.compile("[. ]+");
    private static final Pattern FORBIDDEN = Pattern.compile("[\"/\\\\:;|=,+*?<>@\\[\\]]");

    private SecurityRules() {}

    static void container(
            @Nullable SecurityContext context,
            boolean hostUsers,
            FieldPath path,
            FieldErrors errors) {
        if (context == null) {
            return;
        }
        ContainerRules.identity(context.runAsUser(), path.child("runAsUser"), errors);
        ContainerRules.identity(context.runAsGroup(), path.child("runAsGroup"), errors);
        var mount = context.procMount();
        if (mount != null) {
            errors.known(path.child("procMount"), mount, List.of("Default", "Unmasked"));
            if (hostUsers && mount.equals("Unmasked")) {
                errors.invalid(
                        path.child("procMount"),
                        mount,
                        "`hostUsers` must be false to use `Unmasked`");
            }
        }
        seccomp(context.seccompProfile(), path.child("seccompProfile"), errors);
        escalation(context, path, errors);
        windows(context.windowsOptions(), path.child("windowsOptions"), errors);
        appArmor(context.appArmorProfile(), path.child("appArmorProfile"), errors);
    }

    private static void escalation(SecurityContext context, FieldPath path, FieldErrors errors) {
        if (!Boolean.FALSE.equals(context.allowPrivilegeEscalation())) {
            return;
        }
        var shown = new FieldError.Written(Json.text(Json.tree(context, SecurityContext.CODEC)));
        if (Boolean.TRUE.equals(context.privileged())) {
            errors.invalid(
                    path,
                    shown,
                    "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }
        var capabilities = context.capabilities();
        if (capabilities != null && capabilities.add().contains("CAP_SYS_ADMIN")) {
            errors.invalid(
                    path,
                    shown,
                    "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
        }
    }

    static void seccomp(@Nullable SeccompProfile profile, FieldPath path, FieldErrors errors) {
        if (profile == null) {
            return;
        }
        type(profile.type(), "seccompProfile", path, errors);
        var local = profile.localhostProfile();
        var at = path.child("localhostProfile");
        if (!profile.type().equals("Localhost")) {
            if (local != null) {
                errors.invalid(
                        at,
                        new FieldError.Written(Json.text(Json.tree(profile, SeccompProfile.CODEC))),
                        "can only be set when seccomp type is Localhost");
            }
        } else if (local == null) {
            errors.required(at, "must be set when seccomp type is Localhost");
        } else {
            Paths.descending(local, at, errors);
        }
    }

    private static void type(String type, String field, FieldPath path, FieldErrors errors) {
        if (type.isEmpty()) {
            errors.required(path.child("type"), "type is required when " + field + " is set");
        } else if (!PROFILES.contains(type)) {
            errors.notSupported(path.child("type"), type, PROFILES);
        }
    }

    static void appArmor(@Nullable AppArmorProfile profile, FieldPath path, FieldErrors errors) {
        if (profile == null) {
            return;
        }
        type(profile.type(), "appArmorProfile", path, errors);
        var local = profile.localhostProfile();
        var at = path.child("localhostProfile");
        if (!profile.type().equals("Localhost")) {
            if (local != null && PROFILES.contains(profile.type())) {
                errors.invalid(at, local, "can only be set when AppArmor type is Localhost");
            }
            return;
        }
        if (local == null || local.isEmpty()) {
            errors.required(at, "must be set when AppArmor type is Localhost");
        } else if (!local.strip().equals(local)) {
            errors.invalid(at, local, "must not be padded with whitespace");
        }
        if (local != null && local.length() > LONGEST_PROFILE) {
            errors.add(FieldError.tooLong(at, LONGEST_PROFILE));
        }
    }

    static void windows(
            @Nullable WindowsSecurityContextOptions options, FieldPath path, FieldErrors errors) {
        if (options == null) {
            return;
        }
        var name = options.gmsaCredentialSpecName();
        if (name != null) {
            errors.invalidEach(path.child("gmsaCredentialSpecName"), name, Names.subdomain(name));
        }
        var spec = options.gmsaCredentialSpec();
        if (spec != null && spec.isEmpty()) {
            errors.invalid(
                    path.child("gmsaCredentialSpec"),
                    spec,
                    "gmsaCredentialSpec cannot be an empty string");
        } else if (spec != null && spec.length() > LARGEST_SPEC_KIB << 10) {
            errors.invalid(
                    path.child("gmsaCredentialSpec"),
                    spec,
                    "gmsaCredentialSpec size must be under " + LARGEST_SPEC_KIB + " KiB");
        }
        var user = options.runAsUserName();
        if (user != null) {
            user(user, path.child("runAsUserName"), errors);
        }
    }

    /// The name of an account, behind that of its domain and a backslash if it has one.
    private static void user(String text, FieldPath path, FieldErrors errors) {
        var parts = text.split("\\\\", -1);
        if (text.isEmpty()) {
            errors.invalid(path, text, "runAsUserName cannot be an empty string");
        } else if (CONTROL.matcher(text).find()) {
            errors.invalid(path, text, "runAsUserName cannot contain control characters");
        } else if (parts.length > 2) {
            errors.invalid(path, text, "runAsUserName cannot contain more than one backslash");
        } else {
            if (parts.length == 2) {
                domain(parts[0], text, path, errors);
            }
            account(parts[parts.length - 1], text, path, errors);
        }
    }

    private static void domain(String domain, String text, FieldPath path, FieldErrors errors) {
        if (domain.length() >= LONGEST_DOMAIN) {
            errors.invalid(
                    path,
                    text,
                    "runAsUserName's Domain length must be under "
                            + LONGEST_DOMAIN
                            + " characters");
        }
        if (!NET_BIOS.matcher(domain).matches() && !DOMAIN.matcher(domain).matches()) {
            errors.invalid(
                    path,
                    text,
                    "runAsUserName's Domain doesn't match the NetBios nor the DNS format");
        }
    }

    private static void account(String user, String text, FieldPath path, FieldErrors errors) {
        if (user.isEmpty()) {
            errors.invalid(path, text, "runAsUserName's User cannot be empty");
        } else if (user.length() > LONGEST_USER) {
            errors.invalid(
                    path,
                    text,
                    "runAsUserName's User length must not be longer than "
                            + LONGEST_USER
                            + " characters");
        }
        if (ONLY_DOTS.matcher(user).matches()) {
            errors.invalid(
                    path, text, "runAsUserName's User cannot contain only periods or spaces");
        }
        if (FORBIDDEN.matcher(user).find()) {
            errors.invalid(
                    path,
                    text,
                    "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
        }
    }
}
