package dev.jong.scheduler;

import dev.jong.api.errors.ApiException;
import dev.jong.client.ClientException;
import dev.jong.scheduler.framework.Bind;
import dev.jong.scheduler.framework.Permit;
import dev.jong.scheduler.framework.PostBind;
import dev.jong.scheduler.framework.PreBind;
import dev.jong.scheduler.framework.Profile;
import dev.jong.scheduler.framework.WaitingPods;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Carries placed Pods to the API server, each on a thread of its own, while the next ones are
/// placed.
final class Bindings {
    private final Semaphore free;
    private final WaitingPods waiting;
    private final ExtensionPoints points;

    /// Told, on the Pod's thread, how it went.
    interface Done {
        void bound(PodDemand pod, String node);

        void failed(PodDemand pod, String node, String message, boolean refused);
    }

    Bindings(int parallel, WaitingPods waiting, ExtensionPoints points) {
        this.points = points;
        this.free = new Semaphore(parallel);
        this.waiting = waiting;
    }

    /// Begins; waits when too many are under way.
    void begin(Profile profile, PodDemand pod, String node, Done done) throws InterruptedException {
        free.acquire();
        Thread.ofVirtual()
                .name("bind-" + pod.key())
                .start(() -> {
                    try {
                        carry(profile, pod, node, done);
                    } finally {
                        free.release();
                    }
                });
    }

    private void carry(Profile profile, PodDemand pod, String node, Done done) {
        try {
            var refusal = prepare(profile, pod, node);
            if (refusal.isPresent()) {
                done.failed(pod, node, refusal.get(), true);
                return;
            }
            bind(profile, pod, node);
        } catch (ApiException | ClientException failure) {
            done.failed(pod, node, "binding rejected: " + failure.getMessage(), false);
            return;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            done.failed(pod, node, "binding interrupted", false);
            return;
        } catch (RuntimeException defect) {
            done.failed(pod, node, "binding failed: " + defect, false);
            throw defect;
        }
        done.bound(pod, node);
        long start = System.nanoTime();
        profile.at(PostBind.class).forEach(plugin -> plugin.postBind(pod, node));
        points.passed("PostBind", true, start);
    }

    private void bind(Profile profile, PodDemand pod, String node) {
        long start = System.nanoTime();
        boolean bound = false;
        try {
            for (var plugin : profile.at(Bind.class)) {
                if (plugin.bind(pod, node)) {
                    bound = true;
                    break;
                }
            }
        } finally {
            points.passed("Bind", bound, start);
        }
    }

    /// What may take long does not keep others from being bound.
    ///
    /// @return why the Pod may not be bound
    private Optional<String> prepare(Profile profile, PodDemand pod, String node)
            throws InterruptedException {
        var needed =
                profile.at(PreBind.class).stream()
                        .filter(plugin -> plugin.isNeeded(pod, node))
                        .toList();
        if (needed.isEmpty() && profile.at(Permit.class).isEmpty()) {
            return Optional.empty();
        }
        free.release();
        try {
            long start = System.nanoTime();
            var refusal = permit(profile, pod, node);
            points.passed("Permit", refusal.isEmpty(), start);
            if (refusal.isPresent()) {
                return refusal;
            }
            long preparing = System.nanoTime();
            refusal = preBind(needed, pod, node);
            points.passed("PreBind", refusal.isEmpty(), preparing);
            return refusal;
        } finally {
            free.acquireUninterruptibly();
        }
    }

    private Optional<String> permit(Profile profile, PodDemand pod, String node)
            throws InterruptedException {
        for (var plugin : profile.at(Permit.class)) {
            waiting.begin(pod.uid());
            switch (plugin.permit(pod, node)) {
                case Permit.Answer.Allow() -> {}
                case Permit.Answer.Reject(var reason) -> {
                    return Optional.of(reason);
                }
                case Permit.Answer.Wait(var atMost) -> {
                    var refusal = waiting.await(pod.uid(), atMost);
                    if (refusal.isPresent()) {
                        return refusal;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> preBind(List<PreBind> needed, PodDemand pod, String node) {
        for (var plugin : needed) {
            var verdict = plugin.preBind(pod, node);
            if (!verdict.fits()) {
                return Optional.of(verdict.message());
            }
        }
        return Optional.empty();
    }
}
