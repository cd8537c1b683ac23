package dev.jong.apiserver.admission.policy;

import dev.jong.api.Kind;
import dev.jong.apiserver.admission.AdmissionRequest;

/// As what a policy sees a request.
///
/// @param resource the resource, in the version of the rule that matches
/// @param kind of the objects; of its own where a subresource has one, such as Scale
record Seen(Kind<?> resource, Kind<?> kind) {
    static Seen of(AdmissionRequest request, Kind<?> resource) {
        var asked = request.origin().resource();
        boolean own =
                request.kind().group().equals(asked.group())
                        && request.kind().name().equals(asked.name());
        return new Seen(resource, own ? resource : request.kind());
    }
}
