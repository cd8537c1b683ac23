package dev.jong.apiserver.admission;

import dev.jong.api.GroupResource;
import dev.jong.api.errors.ApiException;

/// How plugins say no.
public final class Refusal {
    private Refusal() {}

    public static ApiException of(AdmissionRequest request, String why) {
        return ApiException.forbidden(
                new GroupResource(request.origin().resource().group(), request.resource()),
                name(request),
                why);
    }

    /// Before a name is generated, what it will begin with.
    private static String name(AdmissionRequest request) {
        if (!request.name().isEmpty()) {
            return request.name();
        }
        var object = request.object();
        var prefix = object == null ? null : object.metadata().generateName();
        return prefix == null || prefix.isEmpty() ? "Unknown" : prefix;
    }
}
