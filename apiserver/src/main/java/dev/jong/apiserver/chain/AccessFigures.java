package dev.jong.apiserver.chain;

import dev.jong.apiserver.authentication.Identity;
import dev.jong.apiserver.authentication.ImpersonationMode;
import dev.jong.apiserver.authorization.Decision;
import dev.jong.foundation.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who came, and who was let in, under upstream's names.
public final class AccessFigures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double[] SECONDS = Metrics.exponential(.001, 2, 15);

    /// All others are counted together, lest every user becomes a series.
    private static final Set<String> TOLD_APART =
            Set.of(
                    "admin",
                    "client",
                    "kube_proxy",
                    "kubelet",
                    "system:serviceaccount:kube-system:default");

    private static final String FILTERS = "apiserver_request_filter_duration_seconds";
    private static final double[] FILTER_SECONDS = {
        .0001, .0003, .001, .003, .01, .03, .1, .3, 1, 5, 10, 15, 30
    };

    /// From half an hour to a year.
    private static final double[] LIFETIMES = {
        0,
        1800,
        3600,
        7200,
        21_600,
        43_200,
        86_400,
        172_800,
        345_600,
        604_800,
        2_592_000,
        7_776_000,
        15_552_000,
        31_104_000
    };

    private final InstantSource clock;
    private final Metrics.Distribution authentication;
    private final Metrics.Distribution impersonation;
    private final Metrics.Distribution authorization;
    private final Metrics.Distribution turn;
    private final Metrics.Distribution certificates;
    private final Metrics.Counters users;
    private final Outcomes identified;
    private final Outcomes decided;
    private final Outcomes impersonated;
    private final Outcomes impersonationChecked;

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
                            further.length == 0 ? outcome : outcome + ' ' + further[0],
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

    /// @param clock for how long certificates last
    public AccessFigures(Metrics metrics, InstantSource clock) {
        this.clock = clock;
        var filters =
                metrics.histograms(
                        FILTERS,
                        "How long each step took that requests go through before they are served,"
                                + " in seconds.",
                        FILTER_SECONDS,
                        "filter");
        authentication = filters.with("authentication");
        impersonation = filters.with("constrainedimpersonation");
        authorization = filters.with("authorization");
        turn = filters.with("priorityandfairness");
        certificates =
                metrics.histograms(
                                "apiserver_client_certificate_expiration_seconds",
                                "How long the certificates still last that requests came with, in"
                                        + " seconds.",
                                LIFETIMES)
                        .with();
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
        impersonationChecked =
                new Outcomes(
                        metrics.counters(
                                "apiserver_impersonation_authorization_attempts_total",
                                "How often it was asked whether a user may on the way to act as"
                                        + " another.",
                                "decision",
                                "mode"),
                        metrics.histograms(
                                "apiserver_impersonation_authorization_attempts_duration_seconds",
                                "How long each such question took, in seconds.",
                                SECONDS,
                                "decision",
                                "mode"));
    }

    /// A caller came with a certificate of his own that is good.
    void certificate(Instant expires) {
        var left = Duration.between(clock.instant(), expires);
        certificates.observe(left.toMillis() / MILLIS_PER_SECOND);
    }

    /// @param nanos from when a request came to the door of flow control until it was let in
    void turned(long nanos) {
        turn.observe(nanos / NANOS_PER_SECOND);
    }

    void identified(Identity identity, long nanos) {
        authentication.observe(nanos / NANOS_PER_SECOND);
        switch (identity) {
            case Identity.Known(var user, _, _) -> {
                users.with(TOLD_APART.contains(user.name()) ? user.name() : "other").add(1);
                identified.add("success", nanos);
            }
            case Identity.Unknown _ -> identified.add("failure", nanos);
            case Identity.Refused _ -> identified.add("error", nanos);
        }
    }

    void decided(Decision decision, long nanos) {
        authorization.observe(nanos / NANOS_PER_SECOND);
        decided.add(
                switch (decision) {
                    case Decision.Allow _ -> "allowed";
                    case Decision.Deny _ -> "denied";
                    case Decision.NoOpinion _ -> "no-opinion";
                },
                nanos);
    }

    /// @param nanos until it was clear who acts, be it himself
    void acted(long nanos) {
        impersonation.observe(nanos / NANOS_PER_SECOND);
    }

    /// @param mode the way it went; empty when none was open
    void impersonated(Optional<ImpersonationMode> mode, long nanos) {
        var outcome = mode.isPresent() ? "allowed" : "denied";
        impersonated.add(outcome, nanos, mode.map(ImpersonationMode::label).orElse(""));
    }

    void impersonationChecked(ImpersonationMode mode, boolean allowed, long nanos) {
        impersonationChecked.add(allowed ? "allowed" : "denied", nanos, mode.label());
    }
}
