package dev.jong.apiserver.admission;

import dev.jong.api.GroupResource;
import dev.jong.api.errors.ApiException;

/// How plugins say no.
public final class Refusal {
    private Refusal() {}

    public static ApiException of(AdmissionRequest request, String why) {
        return ApiException.forbidden(
                new GroupResource(request.kind().group(), request.resource()),
                request.name().isEmpty() ? "Unknown" : request.name(),
                why);
    }
}
