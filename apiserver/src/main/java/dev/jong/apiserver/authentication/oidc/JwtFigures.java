package dev.jong.apiserver.authentication.oidc;

import dev.jong.foundation.Metrics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How long it takes to look at tokens of other issuers, under upstream's names.
final class JwtFigures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] SECONDS = {
        .001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
    };

    private final Metrics.Histograms latencies;
    private final Map<String, String> hashes = new ConcurrentHashMap<>();

    JwtFigures(Metrics metrics) {
        latencies =
                metrics.histograms(
                        "apiserver_authentication_jwt_authenticator_latency_seconds",
                        "How long it took to look at a token of another issuer, in seconds.",
                        SECONDS,
                        "jwt_issuer_hash",
                        "result");
    }

    void looked(String issuer, boolean well, long nanos) {
        latencies
                .with(
                        hashes.computeIfAbsent(issuer, JwtFigures::hash),
                        well ? "success" : "failure")
                .observe(nanos / NANOS_PER_SECOND);
    }

    private static String hash(String issuer) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(issuer.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
