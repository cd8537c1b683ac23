package dev.jong.controllers.certificates;

import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.client.Deletion;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Periodic;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// Forgets requests: approved, denied or failed after an hour, pending after a day.
public final class RequestCleaner {
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final Duration DECIDED = Duration.ofHours(1);
    private static final Duration PENDING = Duration.ofHours(24);

    private RequestCleaner() {}

    public static Periodic periodic(ControllerContext context) {
        var known = context.informers().of(CertificateSigningRequest.KIND);
        var requests = context.client().resources(CertificateSigningRequest.KIND);
        return new Periodic(
                "csrcleaner",
                INTERVAL,
                () ->
                        known.list()
                                .forEach(request ->
                                        clean(requests, request, context.clock().instant())));
    }

    private static void clean(
            ResourceClient<CertificateSigningRequest> requests,
            CertificateSigningRequest request,
            Instant now) {
        if (isOld(request, now)) {
            requests.deleteIfExists(request.name(), Deletion.DEFAULT);
        }
    }

    static boolean isOld(CertificateSigningRequest request, Instant now) {
        var created = Objects.requireNonNullElse(request.metadata().creationTimestamp(), now);
        if (request.status().conditions().isEmpty()) {
            return created.plus(PENDING).isBefore(now);
        }
        return request.status().conditions().stream()
                .allMatch(condition ->
                        Objects.requireNonNullElse(condition.lastUpdateTime(), created)
                                .plus(DECIDED)
                                .isBefore(now));
    }
}
