package dev.jong.apiserver.admission;

import dev.jong.api.core.v1.Service;
import java.util.HashSet;

/// Refuses new external addresses of Services, which let anyone take over traffic to an address
/// (`DenyServiceExternalIPs`; CVE-2020-8554).
final class DenyServiceExternalIps implements Admission {
    @Override
    public boolean handles(AdmissionRequest request) {
        return request.subresource().isEmpty() && request.object() instanceof Service;
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!(request.object() instanceof Service service)) {
            return;
        }
        var added = new HashSet<>(service.spec().externalIps());
        if (request.old() instanceof Service old) {
            old.spec().externalIps().forEach(added::remove);
        }
        if (!added.isEmpty()) {
            throw Refusal.of(request, "Use of external IPs is denied by admission control.");
        }
    }
}
