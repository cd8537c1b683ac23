package dev.jong.apiserver.admission;

import dev.jong.api.core.v1.Container;
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
        var enforced = account.metadata().annotations().get(ENFORCE);
        if (enforced == null || !TRUE.contains(enforced)) {
            return Optional.empty();
        }
        var secrets = new HashSet<@Nullable String>();
        account.secrets().stream().map(ObjectReference::name).forEach(secrets::add);
        var problems = new ArrayList<String>();
        for (var volume : pod.spec().volumes()) {
            var secret = volume.secret();
            if (secret != null && !secrets.contains(secret.secretName())) {
                problems.add("volume with " + unnamed(secret.secretName(), account));
            }
        }
        for (var container : pod.spec().initContainers()) {
            container("init container ", container, secrets, account, problems);
        }
        for (var container : pod.spec().containers()) {
            container("container ", container, secrets, account, problems);
        }
        pulls(pod.spec().imagePullSecrets(), account, problems);
        return problems.stream().findFirst();
    }

    private static void container(
            String noun,
            Container container,
            Set<@Nullable String> secrets,
            ServiceAccount account,
            List<String> problems) {
        for (var variable : container.env()) {
            var source = variable.valueFrom();
            var key = source == null ? null : source.secretKeyRef();
            if (key != null && !secrets.contains(key.name())) {
                problems.add(
                        noun
                                + container.name()
                                + " with envVar "
                                + variable.name()
                                + " referencing "
                                + unnamed(key.name(), account));
            }
        }
        for (var source : container.envFrom()) {
            var secret = source.secretRef();
            if (secret != null && !secrets.contains(secret.name())) {
                problems.add(
                        noun
                                + container.name()
                                + " with envFrom referencing "
                                + unnamed(secret.name(), account));
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
