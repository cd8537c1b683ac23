package dev.jong.apiserver.chain;

import dev.jong.apiserver.authentication.Identity;
import dev.jong.apiserver.authorization.Decision;
import dev.jong.foundation.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who came, and who was let in, under upstream's names.
public final class AccessFigures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] SECONDS = Metrics.exponential(.001, 2, 15);

    /// All others are counted together, lest every user becomes a series.
    private static final Set<String> TOLD_APART =
            Set.of(
                    "admin",
                    "client",
                    "kube_proxy",
                    "kubelet",
                    "system:serviceaccount:kube-system:default");

    private final Metrics.Counters users;
    private final Outcomes identified;
    private final Outcomes decided;
    private final Outcomes impersonated;

    /// How often something happened and how long it took, by what came of it.
    private static final class Outcomes {
        private final Metrics.Counters counts;
        private final Metrics.Histograms durations;
        private final Map<String, One> known = new ConcurrentHashMap<>();

        private record One(Metrics.Count count, Metrics.Distribution duration) {}

        Outcomes(Metrics.Counters counts, Metrics.Histograms durations) {
            this.counts = counts;
            this.durations = durations;
        }

        void add(String outcome, long nanos, String... further) {
            var one =
                    known.computeIfAbsent(
                            outcome,
                            _ -> {
                                var labels = new ArrayList<>(List.of(outcome));
                                labels.addAll(List.of(further));
                                var all = labels.toArray(String[]::new);
                                return new One(counts.with(all), durations.with(all));
                            });
            one.count.add(1);
            one.duration.observe(nanos / NANOS_PER_SECOND);
        }
    }

    public AccessFigures(Metrics metrics) {
        users =
                metrics.counters(
                        "authenticated_user_requests",
                        "Requests of users who are known, a few of whom are told apart.",
                        "username");
        identified =
                new Outcomes(
                        metrics.counters(
                                "authentication_attempts",
                                "How often it was asked who a caller is, by what came of it.",
                                "result"),
                        metrics.histograms(
                                "authentication_duration_seconds",
                                "How long it took to tell who a caller is, in seconds.",
                                SECONDS,
                                "result"));
        decided =
                new Outcomes(
                        metrics.counters(
                                "authorization_attempts_total",
                                "How often it was asked whether a user may, by what came of it.",
                                "result"),
                        metrics.histograms(
                                "authorization_duration_seconds",
                                "How long it took to decide whether a user may, in seconds.",
                                SECONDS,
                                "result"));
        impersonated =
                new Outcomes(
                        metrics.counters(
                                "apiserver_impersonation_attempts_total",
                                "How often a user asked to act as another.",
                                "decision",
                                "mode"),
                        metrics.histograms(
                                "apiserver_impersonation_attempts_duration_seconds",
                                "How long it took to decide whether a user may act as another, in"
                                        + " seconds.",
                                SECONDS,
                                "decision",
                                "mode"));
    }

    void identified(Identity identity, long nanos) {
        switch (identity) {
            case Identity.Known(var user, _) -> {
                users.with(TOLD_APART.contains(user.name()) ? user.name() : "other").add(1);
                identified.add("success", nanos);
            }
            case Identity.Unknown _ -> identified.add("failure", nanos);
            case Identity.Refused _ -> identified.add("error", nanos);
        }
    }

    void decided(Decision decision, long nanos) {
        decided.add(
                switch (decision) {
                    case Decision.Allow _ -> "allowed";
                    case Decision.Deny _ -> "denied";
                    case Decision.NoOpinion _ -> "no-opinion";
                },
                nanos);
    }

    void impersonated(boolean well, long nanos) {
        impersonated.add(well ? "allowed" : "denied", nanos, "legacy");
    }
}
