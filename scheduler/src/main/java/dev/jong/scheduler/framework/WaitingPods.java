package dev.jong.scheduler.framework;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Pods that a [Permit] plugin has wait.
public final class WaitingPods {
    private final Map<String, CompletableFuture<Optional<String>>> waiting =
            new ConcurrentHashMap<>();

    /// Registers a Pod before its plugin can hear of it.
    public void begin(String uid) {
        waiting.put(uid, new CompletableFuture<>());
    }

    public void allow(String uid) {
        complete(uid, Optional.empty());
    }

    public void reject(String uid, String reason) {
        complete(uid, Optional.of(reason));
    }

    private void complete(String uid, Optional<String> refusal) {
        var pod = waiting.get(uid);
        if (pod != null) {
            pod.complete(refusal);
        }
    }

    /// Waits for the answer.
    ///
    /// @return why it was turned away; empty when it may go on
    public Optional<String> await(String uid, Duration atMost) throws InterruptedException {
        var pod = waiting.get(uid);
        if (pod == null) {
            return Optional.empty();
        }
        try {
            return pod.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return Optional.of("timeout after waiting " + atMost);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            waiting.remove(uid);
        }
    }
}
