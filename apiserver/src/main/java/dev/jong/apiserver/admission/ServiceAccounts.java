package dev.jong.apiserver.admission;

import dev.jong.api.GoText;
import dev.jong.api.GroupResource;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.errors.ApiException;
import dev.jong.api.names.Names;
import dev.jong.api.rules.PodReferences;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Gives each Pod a ServiceAccount, its token and its pull secrets (`ServiceAccount`).
final class ServiceAccounts implements Admission {
    private static final String MIRROR = "kubernetes.io/config.mirror";

    /// A new namespace's account is made by a controller, a moment after the namespace. Upstream
    /// looks ten times, 100 to 200 ms apart.
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final Cluster cluster;
    private final RandomGenerator random;

    ServiceAccounts(Cluster cluster, RandomGenerator random) {
        this.cluster = cluster;
        this.random = random;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return switch (request.operation()) {
            case CREATE -> request.isFor(Pod.KIND);
            case UPDATE ->
                    request.resource().equals(Pod.KIND.plural())
                            && request.subresource().equals("ephemeralcontainers");
            case DELETE, CONNECT -> false;
        };
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        if (request.operation() != Operation.CREATE
                || !(object instanceof Pod pod)
                || isMirror(pod)) {
            return object;
        }
        var asked = pod.spec().serviceAccountName();
        var name = asked == null ? "default" : asked;
        var account = account(request, name);
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
        boolean created = request.operation() == Operation.CREATE;
        var wrong = created && isMirror(pod) ? ofMirror(pod) : ofPod(request, pod, created);
        wrong.ifPresent(why -> {
            throw Refusal.of(request, why);
        });
    }

    private Optional<String> ofPod(AdmissionRequest request, Pod pod, boolean created) {
        var used = pod.spec().serviceAccountName();
        if (used == null || used.isEmpty()) {
            return Optional.of(
                    "no service account specified for pod "
                            + request.namespace()
                            + "/"
                            + pod.name());
        }
        var account = account(request, used);
        return created
                ? MountableSecrets.refused(pod, account)
                : MountableSecrets.refusedEphemeral(pod, account);
    }

    /// A Pod that shows what a kubelet runs by itself uses nothing of the API.
    private static Optional<String> ofMirror(Pod pod) {
        if (pod.spec().serviceAccountName() != null) {
            return Optional.of("a mirror pod may not reference service accounts");
        }
        if (!PodReferences.of(pod).secrets().isEmpty()) {
            return Optional.of("a mirror pod may not reference secrets");
        }
        boolean tokens =
                pod.spec().volumes().stream()
                        .map(Volume::projected)
                        .filter(Objects::nonNull)
                        .flatMap(projected -> projected.sources().stream())
                        .anyMatch(source -> source.serviceAccountToken() != null);
        return tokens
                ? Optional.of("a mirror pod may not use ServiceAccountToken volume projections")
                : Optional.empty();
    }

    private ServiceAccount account(AdmissionRequest request, String name) {
        return find(request.namespace(), name)
                .orElseThrow(() -> missing(request, request.namespace(), name));
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
