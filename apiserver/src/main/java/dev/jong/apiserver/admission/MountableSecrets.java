package dev.jong.apiserver.admission;

import dev.jong.api.core.v1.EnvFromSource;
import dev.jong.api.core.v1.EnvVar;
import dev.jong.api.core.v1.LocalObjectReference;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ServiceAccount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets Pods use no other Secrets than those that their account names, where the account says so.
final class MountableSecrets {
    private static final String ENFORCE = "kubernetes.io/enforce-mountable-secrets";
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

    private MountableSecrets() {}

    /// What the Pod may not use, if anything.
    static Optional<String> refused(Pod pod, ServiceAccount account) {
        if (!isEnforced(account)) {
            return Optional.empty();
        }
        var secrets = named(account);
        var problems = new ArrayList<String>();
        for (var volume : pod.spec().volumes()) {
            var secret = volume.secret();
            if (secret != null && !secrets.contains(secret.secretName())) {
                problems.add("volume with " + unnamed(secret.secretName(), account));
            }
        }
        for (var container : pod.spec().initContainers()) {
            var whose = "init container " + container.name();
            environment(whose, container.env(), container.envFrom(), account, problems);
        }
        for (var container : pod.spec().containers()) {
            var whose = "container " + container.name();
            environment(whose, container.env(), container.envFrom(), account, problems);
        }
        pulls(pod.spec().imagePullSecrets(), account, problems);
        return problems.stream().findFirst();
    }

    /// What its ephemeral containers may not use, if anything.
    static Optional<String> refusedEphemeral(Pod pod, ServiceAccount account) {
        var problems = new ArrayList<String>();
        if (isEnforced(account)) {
            for (var container : pod.spec().ephemeralContainers()) {
                var whose = "ephemeral container " + container.name();
                environment(whose, container.env(), container.envFrom(), account, problems);
            }
        }
        return problems.stream().findFirst();
    }

    private static boolean isEnforced(ServiceAccount account) {
        var enforced = account.metadata().annotations().get(ENFORCE);
        return enforced != null && TRUE.contains(enforced);
    }

    private static Set<@Nullable String> named(ServiceAccount account) {
        var secrets = new HashSet<@Nullable String>();
        account.secrets().stream().map(ObjectReference::name).forEach(secrets::add);
        return secrets;
    }

    private static void environment(
            String whose,
            List<EnvVar> variables,
            List<EnvFromSource> sources,
            ServiceAccount account,
            List<String> problems) {
        var secrets = named(account);
        for (var variable : variables) {
            var source = variable.valueFrom();
            var key = source == null ? null : source.secretKeyRef();
            if (key != null && !secrets.contains(key.name())) {
                problems.add(
                        whose
                                + " with envVar "
                                + variable.name()
                                + " referencing "
                                + unnamed(key.name(), account));
            }
        }
        for (var source : sources) {
            var secret = source.secretRef();
            if (secret != null && !secrets.contains(secret.name())) {
                problems.add(
                        whose + " with envFrom referencing " + unnamed(secret.name(), account));
            }
        }
    }

    private static String unnamed(@Nullable String secret, ServiceAccount account) {
        return "secret.secretName=\""
                + Objects.requireNonNullElse(secret, "")
                + "\" is not allowed because service account "
                + account.name()
                + " does not reference that secret";
    }

    private static void pulls(
            List<LocalObjectReference> pulls, ServiceAccount account, List<String> problems) {
        for (int i = 0; i < pulls.size(); i++) {
            if (!account.imagePullSecrets().contains(pulls.get(i))) {
                problems.add(
                        "imagePullSecrets["
                                + i
                                + "].name=\""
                                + Objects.requireNonNullElse(pulls.get(i).name(), "")
                                + "\" is not allowed because service account "
                                + account.name()
                                + " does not reference that imagePullSecret");
            }
        }
    }
}
