package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.resource.v1.DeviceClaim;
import dev.jong.api.resource.v1.DeviceRequest;
import dev.jong.api.resource.v1.DeviceSubRequest;
import java.util.List;
import java.util.stream.Collectors;

/// The requests of a claim for devices, as its other parts name them: `request` or
/// `request/alternative`.
///
/// @param all each name that there is
record RequestNames(List<String> all) {
    private static final String UNKNOWN =
            "must be the name of a request in the claim or the name of a request and a subrequest"
                    + " separated by '/'";

    RequestNames {
        all = List.copyOf(all);
    }

    static RequestNames of(DeviceClaim claim) {
        return claim.requests().stream()
                .flatMap(request -> of(request).stream())
                .collect(Collectors.collectingAndThen(Collectors.toList(), RequestNames::new));
    }

    private static List<String> of(DeviceRequest request) {
        var names =
                request.firstAvailable().stream()
                        .map(DeviceSubRequest::name)
                        .map(name -> request.name() + "/" + name)
                        .collect(Collectors.toList());
        names.add(request.name());
        return names;
    }

    /// What is wrong with a list of names of requests.
    void check(List<String> names, FieldPath path, FieldErrors errors) {
        DeviceRules.set(
                names,
                DeviceRules.MOST_REQUESTS,
                name -> name,
                path,
                errors,
                (name, at) -> check(name, at, errors));
    }

    void check(String name, FieldPath path, FieldErrors errors) {
        var segments = name.split("/", -1);
        if (segments.length > 2) {
            errors.invalid(path, name, UNKNOWN);
            return;
        }
        for (var segment : segments) {
            DeviceRules.label(segment, path, errors);
        }
        if (!all.contains(name)) {
            errors.invalid(path, name, UNKNOWN);
        }
    }
}
