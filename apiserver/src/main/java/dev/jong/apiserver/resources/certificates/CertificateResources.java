package dev.jong.apiserver.resources.certificates;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.api.certificates.v1.CertificateSigningRequestCondition;
import dev.jong.api.certificates.v1.CertificateSigningRequestStatus;
import dev.jong.api.names.Names;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.validation.CertificateRules;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The certificates.k8s.io group.
public final class CertificateResources {
    public static final Resource<CertificateSigningRequest> SIGNING_REQUESTS =
            Resource.of(CertificateSigningRequest.KIND)
                    .names(Names::pathSegment)
                    .beforeCreate(CertificateResources::asked)
                    .beforeUpdate((now, old) -> now.withSpec(old.spec()).withStatus(old.status()))
                    .ratchets()
                    .stamp(CertificateResources::stamped)
                    .subresource(
                            new Subresource.Part<>(
                                    "status",
                                    (now, old) -> old.withStatus(keepDecision(now, old)),
                                    CertificateRules::status,
                                    true))
                    .subresource(
                            new Subresource.Part<>(
                                    "approval",
                                    (now, old) ->
                                            old.withStatus(
                                                    old.status()
                                                            .withConditions(
                                                                    now.status().conditions())),
                                    CertificateRules::approval,
                                    true))
                    .resets("", "spec", "status")
                    .resets("status", "spec", "status.conditions")
                    .resets("approval", "spec", "status.certificate")
                    .field("spec.signerName", request -> request.spec().signerName())
                    .build();

    private CertificateResources() {}

    /// Records who asks; whatever the body says about that is overwritten.
    private static CertificateSigningRequest asked(CertificateSigningRequest request) {
        var user = RequestContext.current().user();
        var spec =
                request.spec().toBuilder()
                        .username(user.name())
                        .uid(user.uid())
                        .groups(user.groups())
                        .extra(new TreeMap<>(user.extra()))
                        .build();
        return request.withSpec(spec).withStatus(CertificateSigningRequestStatus.EMPTY);
    }

    /// The status as asked, with the approval or denial as it was: that has a way of its own.
    private static CertificateSigningRequestStatus keepDecision(
            CertificateSigningRequest now, CertificateSigningRequest old) {
        var conditions = new ArrayList<>(now.status().conditions());
        for (var type : List.of("Approved", "Denied")) {
            var before =
                    old.status().conditions().stream()
                            .filter(condition -> condition.type().equals(type))
                            .iterator();
            long wanted = conditions.stream().filter(each -> each.type().equals(type)).count();
            long there =
                    old.status().conditions().stream()
                            .filter(each -> each.type().equals(type))
                            .count();
            if (wanted == there) {
                conditions.replaceAll(each -> each.type().equals(type) ? before.next() : each);
            }
        }
        return now.status().withConditions(conditions);
    }

    private static CertificateSigningRequest stamped(
            CertificateSigningRequest request,
            @Nullable CertificateSigningRequest old,
            Instant now) {
        var second = now.truncatedTo(ChronoUnit.SECONDS);
        var known =
                old == null
                        ? List.<CertificateSigningRequestCondition>of()
                        : old.status().conditions();
        return request.mapStatus(status ->
                status.withConditions(
                        status.conditions().stream()
                                .map(condition -> stamped(condition, known, second))
                                .toList()));
    }

    private static CertificateSigningRequestCondition stamped(
            CertificateSigningRequestCondition condition,
            List<CertificateSigningRequestCondition> known,
            Instant now) {
        var since =
                known.stream()
                        .filter(each -> each.type().equals(condition.type()))
                        .filter(each -> each.status().equals(condition.status()))
                        .map(CertificateSigningRequestCondition::lastTransitionTime)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(now);
        return condition
                .withLastUpdateTime(requireNonNullElse(condition.lastUpdateTime(), now))
                .withLastTransitionTime(requireNonNullElse(condition.lastTransitionTime(), since));
    }
}
