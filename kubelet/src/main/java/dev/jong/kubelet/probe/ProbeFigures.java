package dev.jong.kubelet.probe;

import dev.jong.api.core.v1.Pod;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import java.util.List;
import java.util.Objects;

/// What becomes of probes, under upstream's name.
public final class ProbeFigures {
    private static final List<String> RESULTS = List.of("successful", "failed", "unknown");

    private final Metrics.Counters probes;

    public ProbeFigures(Metrics metrics) {
        probes =
                metrics.counters(
                        Stability.BETA,
                        "prober_probe_total",
                        "How often containers were probed, by what came of it.",
                        "container",
                        "namespace",
                        "pod",
                        "pod_uid",
                        "probe_type",
                        "result");
    }

    private void asked(Pod pod, String container, ProbeKind kind, ProbeAnswer answer) {
        probes.with(labels(pod, container, kind, result(answer))).add(1);
    }

    private static String[] labels(Pod pod, String container, ProbeKind kind, String result) {
        return new String[] {
            container,
            pod.namespace(),
            pod.name(),
            Objects.requireNonNullElse(pod.metadata().uid(), ""),
            kind.title(),
            result
        };
    }

    private static String result(ProbeAnswer answer) {
        return switch (answer) {
            case ProbeAnswer.Success _, ProbeAnswer.Warning _ -> "successful";
            case ProbeAnswer.Failure _ -> "failed";
            case ProbeAnswer.Broken _ -> "unknown";
        };
    }

    /// The container is no longer probed this way: nothing is told of it any more.
    private void over(Pod pod, String container, ProbeKind kind) {
        RESULTS.forEach(result -> probes.forget(labels(pod, container, kind, result)));
    }

    /// Of one probe of one container.
    public ProbeLoop.Asked of(Pod pod, String container, ProbeKind kind) {
        return new ProbeLoop.Asked() {
            @Override
            public void answered(ProbeAnswer answer) {
                asked(pod, container, kind, answer);
            }

            @Override
            public void over() {
                ProbeFigures.this.over(pod, container, kind);
            }
        };
    }
}
