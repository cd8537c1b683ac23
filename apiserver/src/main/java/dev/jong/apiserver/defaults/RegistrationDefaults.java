package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.apiregistration.v1.APIService;

/// At which port a registered server listens that names none.
final class RegistrationDefaults {
    private static final int PORT = 443;

    private RegistrationDefaults() {}

    static APIService apiService(APIService service) {
        return service.mapSpec(spec ->
                spec.service() == null
                        ? spec
                        : spec.mapService(to -> to.withPort(requireNonNullElse(to.port(), PORT))));
    }
}
