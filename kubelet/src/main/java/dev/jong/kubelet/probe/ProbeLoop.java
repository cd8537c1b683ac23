package dev.jong.kubelet.probe;

import dev.jong.api.core.v1.Probe;
import dev.jong.kubelet.probe.Prober.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/// Repeats one probe of one running container until it is interrupted or has said all it can.
///
/// @param started whether the container's startup probe has succeeded, or there is none
/// @param asked counts the answers
/// @param tell called with each settled answer
/// @param remark called with the reason and the text of an Event
/// @param adopted whether the container ran before this program did: then it is asked at once
public record ProbeLoop(
        ProbeKind kind,
        Probe probe,
        Subject subject,
        Prober prober,
        Instant containerStart,
        boolean adopted,
        BooleanSupplier started,
        Asked asked,
        BiConsumer<ProbeKind, Boolean> tell,
        BiConsumer<String, String> remark,
        InstantSource clock)
        implements Runnable {
    private static final long HELD_MILLIS = 200;

    /// Counts a probe.
    public interface Asked {
        /// Counts nothing.
        Asked NOBODY =
                new Asked() {
                    @Override
                    public void answered(ProbeAnswer answer) {}

                    @Override
                    public void over() {}
                };

        void answered(ProbeAnswer answer);

        /// The container is no longer probed.
        void over();
    }

    @Override
    public void run() {
        try {
            waitForBegin();
            var count = ProbeCount.NONE;
            Boolean told = null;
            while (true) {
                var answer = prober.probe(probe, subject);
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                asked.answered(answer);
                remarkOn(answer);
                count = count.next(answer.good());
                if (count.settled(probe.successThreshold(), threshold())) {
                    if (!Objects.equals(told, count.good())) {
                        told = count.good();
                        tell.accept(kind, told);
                    }
                    if (isLast(count.good())) {
                        return;
                    }
                }
                Thread.sleep(period());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            asked.over();
        }
    }

    /// A container that failed is killed and not asked again; one that started is asked by the
    /// other probes.
    private boolean isLast(boolean good) {
        return switch (kind) {
            case STARTUP -> true;
            case LIVENESS -> !good;
            case READINESS -> false;
        };
    }

    private int threshold() {
        return probe.failureThreshold() == 0 ? 3 : probe.failureThreshold();
    }

    private Duration period() {
        return Duration.ofSeconds(probe.periodSeconds() == 0 ? 10 : probe.periodSeconds());
    }

    private void waitForBegin() throws InterruptedException {
        var begin = containerStart.plusSeconds(probe.initialDelaySeconds());
        var left = Duration.between(clock.instant(), begin);
        if (left.isPositive()) {
            Thread.sleep(left);
        } else if (adopted) {
            Thread.sleep(
                    ThreadLocalRandom.current().nextLong(1 + Math.min(1000, period().toMillis())));
        }
        while (kind != ProbeKind.STARTUP && !started.getAsBoolean()) {
            Thread.sleep(HELD_MILLIS);
        }
    }

    private void remarkOn(ProbeAnswer answer) {
        switch (answer) {
            case ProbeAnswer.Success() -> {}
            case ProbeAnswer.Warning(var output) ->
                    remark.accept("ProbeWarning", kind.title() + " probe warning: " + output);
            case ProbeAnswer.Failure(var output) ->
                    remark.accept("Unhealthy", kind.title() + " probe failed: " + output);
            case ProbeAnswer.Broken(var error) ->
                    remark.accept(
                            "Unhealthy",
                            kind.title()
                                    + " probe errored and resulted in unknown state: "
                                    + error);
        }
    }
}
