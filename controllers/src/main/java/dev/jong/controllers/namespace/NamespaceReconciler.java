package dev.jong.controllers.namespace;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.client.Client;
import dev.jong.client.Deletion;
import dev.jong.client.Discovery;
import dev.jong.client.ListOptions;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Deletes everything in a namespace that is being deleted, then lets the namespace go.
public final class NamespaceReconciler implements Reconciler<Namespace> {
    private static final int WORKERS = 10;
    private static final String FINALIZER = "kubernetes";
    private static final long FINALIZER_SECONDS = 15;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Client client;
    private final ResourceClient<Namespace> namespaces;
    private final InstantSource clock;

    private NamespaceReconciler(ControllerContext context) {
        this.client = context.client();
        this.namespaces = client.resources(Namespace.KIND);
        this.clock = context.clock();
    }

    public static Controller<Namespace> controller(ControllerContext context) {
        var known = context.informers().of(Namespace.KIND);
        return Controller.of("namespace", Namespace.KIND, new NamespaceReconciler(context))
                .on(
                        Pod.KIND,
                        (before, now) ->
                                now == null
                                                && before != null
                                                && known.find("", before.namespace())
                                                        .filter(NamespaceReconciler::ends)
                                                        .isPresent()
                                        ? List.of(new ObjectKey("", before.namespace()))
                                        : List.of())
                .workers(WORKERS)
                .build();
    }

    private static boolean ends(Namespace namespace) {
        return namespace.metadata().deletionTimestamp() != null;
    }

    @Override
    public Outcome reconcile(Namespace known) {
        if (!ends(known)) {
            return Outcome.done();
        }
        var found = namespaces.find(known.name());
        if (found.isEmpty() || !ends(found.get())) {
            return Outcome.done();
        }
        var namespace = found.get();
        if (!"Terminating".equals(namespace.status().phase())) {
            namespace =
                    namespaces.updateStatus(
                            namespace.mapStatus(status -> status.withPhase("Terminating")));
        }
        if (namespace.spec().finalizers().isEmpty()) {
            return Outcome.done();
        }
        var remains = new Emptying(namespace).remains();
        var status = remains.status(namespace.status(), clock.instant());
        if (!status.equals(namespace.status())) {
            namespace = namespaces.updateStatus(namespace.withStatus(status));
        }
        if (remains.nothingLeft()) {
            release(namespace);
            return Outcome.done();
        }
        if (remains.seconds() == 0) {
            return Outcome.failed(String.join(", ", remains.failures()));
        }
        var pause = Duration.ofSeconds(remains.seconds() / 2 + 1);
        return Outcome.lookAgain(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }

    private void release(Namespace namespace) {
        var left =
                namespace.spec().finalizers().stream()
                        .filter(each -> !each.equals(FINALIZER))
                        .toList();
        try {
            namespaces.updateSubresource(
                    namespace.name(),
                    "finalize",
                    namespace.mapSpec(spec -> spec.withFinalizers(left)),
                    Namespace.KIND);
        } catch (ApiException e) {
            if (!Refused.notFound(e)) {
                throw e;
            }
        }
    }

    /// One pass over all resources of a namespace.
    private final class Emptying {
        private final String namespace;
        private final Instant deletedAt;
        private final Map<String, Integer> counts = new HashMap<>();
        private final Map<String, Integer> finalizers = new HashMap<>();
        private final List<String> failures = new ArrayList<>();
        private final List<String> undiscovered = new ArrayList<>();
        private long seconds;

        Emptying(Namespace namespace) {
            this.namespace = namespace.name();
            this.deletedAt =
                    Objects.requireNonNullElse(
                            namespace.metadata().deletionTimestamp(), Instant.EPOCH);
        }

        Remains remains() {
            var resources =
                    client.discovery().preferred(undiscovered).stream()
                            .filter(served -> served.namespaced() && served.can("delete"))
                            .toList();
            var pods = resources.stream().filter(Emptying::isPods).toList();
            pods.forEach(this::empty);
            if (!counts.isEmpty()) {
                return answer(false);
            }
            resources.stream().filter(served -> !isPods(served)).forEach(this::empty);
            return answer(true);
        }

        private static boolean isPods(Discovery.Served served) {
            return served.group().isEmpty() && served.plural().equals("pods");
        }

        private Remains answer(boolean complete) {
            return new Remains(counts, finalizers, undiscovered, failures, complete, seconds);
        }

        private void empty(Discovery.Served served) {
            try {
                empty(client.resources(served.resolve()).inNamespace(namespace), served);
            } catch (ApiException e) {
                if (e.code() != 404 && e.code() != 405) {
                    failures.add(String.valueOf(e.getMessage()));
                }
            }
        }

        private <T extends KubernetesObject> void empty(
                ResourceClient<T> objects, Discovery.Served served) {
            long grace = isPods(served) ? grace() : 0;
            seconds = Math.max(seconds, grace);
            var deletion = Deletion.of(Deletion.Propagation.BACKGROUND);
            if (served.can("deletecollection")) {
                objects.deleteCollection(deletion, ListOptions.ALL);
            } else if (served.can("list")) {
                objects.list().forEach(object -> objects.deleteIfExists(object.name(), deletion));
            }
            if (!served.can("list")) {
                return;
            }
            var left = objects.list();
            if (left.isEmpty()) {
                return;
            }
            counts.merge(served.plural() + "." + served.group(), left.size(), Integer::sum);
            boolean held = false;
            for (var object : left) {
                for (var finalizer : object.metadata().finalizers()) {
                    finalizers.merge(finalizer, 1, Integer::sum);
                    held = true;
                }
            }
            if (held) {
                seconds = Math.max(seconds, FINALIZER_SECONDS);
            } else if (grace == 0) {
                failures.add(
                        "unexpected items still remain in namespace: "
                                + namespace
                                + " for gvr: "
                                + (served.group()
                                        + "/"
                                        + served.version()
                                        + ", Resource="
                                        + served.plural()));
            }
        }

        /// The longest time that a Pod takes to end, 0 if it should have passed.
        private long grace() {
            long longest =
                    client.resources(Pod.KIND).inNamespace(namespace).list().stream()
                            .filter(pod -> !PodState.isFinished(pod))
                            .mapToLong(pod ->
                                    Objects.requireNonNullElse(
                                            pod.spec().terminationGracePeriodSeconds(), 0L))
                            .max()
                            .orElse(0);
            return Duration.between(deletedAt, clock.instant()).toSeconds() >= longest
                    ? 0
                    : longest;
        }
    }
}
