package dev.jong.kubelet;

import dev.jong.kubelet.pod.PodFiles;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends what an earlier kubelet left running of Pods that the API no longer has. Runs once, when
/// the API's Pods are known.
record Orphans(Feed feed, Runtime runtime, PodFiles files) implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Orphans.class);
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final Duration GRACE = Duration.ofSeconds(2);

    @Override
    public void run() {
        try {
            if (feed.awaitPods(PATIENCE)) {
                runtime.sandboxes().stream()
                        .filter(sandbox -> !feed.knows(sandbox.pod().uid()))
                        .forEach(sandbox -> end(sandbox.id(), sandbox.pod()));
                files.removeOthers(feed::knows);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeFailure | java.io.UncheckedIOException e) {
            log.atWarn().log("Could not look for containers without Pods: {}", e.getMessage());
        }
    }

    private void end(String sandboxId, dev.jong.kubelet.runtime.PodIdentity pod) {
        try {
            var containers = runtime.containersOf(pod.uid());
            containers.stream()
                    .filter(each -> each.running())
                    .forEach(each -> runtime.stopContainer(each.id(), GRACE));
            runtime.stopSandbox(sandboxId);
            containers.forEach(each -> runtime.removeContainer(each.id()));
            runtime.removeSandbox(sandboxId);
            files.remove(pod);
            log.atInfo()
                    .addKeyValue("pod", pod)
                    .log("Ended containers of a Pod that the API no longer has");
        } catch (RuntimeFailure | java.io.UncheckedIOException e) {
            log.atWarn()
                    .addKeyValue("pod", pod)
                    .log("Could not end containers without a Pod: {}", e.getMessage());
        }
    }
}
