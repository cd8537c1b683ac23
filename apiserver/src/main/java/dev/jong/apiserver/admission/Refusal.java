package dev.jong.apiserver.admission;

import dev.jong.api.GroupResource;
import dev.jong.api.errors.ApiException;

/// How plugins say no.
final class Refusal {
    private Refusal() {}

    static ApiException of(AdmissionRequest request, String why) {
        return ApiException.forbidden(
                new GroupResource(request.kind().group(), request.resource()),
                request.name().isEmpty() ? "Unknown" : request.name(),
                why);
    }
}
