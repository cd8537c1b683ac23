package dev.jong.apiserver.admission;

import dev.jong.api.GoText;
import dev.jong.api.GroupResource;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.api.names.Names;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Gives each Pod a ServiceAccount, its token and its pull secrets (`ServiceAccount`).
final class ServiceAccounts implements Admission {
    private static final String MIRROR = "kubernetes.io/config.mirror";

    /// A new namespace's account is made by a controller, a moment after the namespace.
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final Cluster cluster;
    private final RandomGenerator random;

    ServiceAccounts(Cluster cluster, RandomGenerator random) {
        this.cluster = cluster;
        this.random = random;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && request.isFor(Pod.KIND);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        if (!(object instanceof Pod pod) || isMirror(pod)) {
            return object;
        }
        var asked = pod.spec().serviceAccountName();
        var name = asked == null ? "default" : asked;
        var account =
                find(request.namespace(), name)
                        .orElseThrow(() -> missing(request, request.namespace(), name));
        var spec = pod.spec().withServiceAccountName(name).withServiceAccount(name);
        if (spec.imagePullSecrets().isEmpty()) {
            spec = spec.withImagePullSecrets(account.imagePullSecrets());
        }
        if (automounts(account, pod)) {
            spec = TokenVolume.mount(spec, random);
        }
        return pod.withSpec(spec);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!(request.object() instanceof Pod pod)) {
            return;
        }
        var used = pod.spec().serviceAccountName();
        if (!isMirror(pod) && used != null) {
            find(request.namespace(), used)
                    .flatMap(account -> MountableSecrets.refused(pod, account))
                    .ifPresent(why -> {
                        throw Refusal.of(request, why);
                    });
        }
        if (!isMirror(pod)) {
            return;
        }
        if (used != null) {
            throw Refusal.of(request, "a mirror pod may not reference service accounts");
        }
        boolean secrets = pod.spec().volumes().stream().anyMatch(volume -> volume.secret() != null);
        if (secrets) {
            throw Refusal.of(request, "a mirror pod may not reference secrets");
        }
    }

    private Optional<ServiceAccount> find(String namespace, String name) {
        return name.equals("default")
                ? cluster.await(ServiceAccount.KIND, namespace, name, PATIENCE)
                : cluster.find(ServiceAccount.KIND, namespace, name);
    }

    private static ApiException missing(AdmissionRequest request, String namespace, String name) {
        var wrong = Names.pathSegment(name);
        var notFound = ApiException.notFound(new GroupResource("", "serviceaccount"), name);
        return Refusal.of(
                request,
                "error looking up service account "
                        + namespace
                        + "/"
                        + name
                        + ": "
                        + (wrong.isEmpty()
                                ? notFound.getMessage()
                                : "invalid resource name " + GoText.quote(name) + ": " + wrong));
    }

    private static boolean automounts(ServiceAccount account, Pod pod) {
        var ofPod = pod.spec().automountServiceAccountToken();
        if (ofPod != null) {
            return ofPod;
        }
        var ofAccount = account.automountServiceAccountToken();
        return ofAccount == null || ofAccount;
    }

    private static boolean isMirror(Pod pod) {
        return pod.metadata().annotations().containsKey(MIRROR);
    }
}
