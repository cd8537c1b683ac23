package dev.jong.apiserver.aggregation;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.apiregistration.v1.APIService;
import dev.jong.api.apiregistration.v1.APIServiceCondition;
import dev.jong.api.apiregistration.v1.APIServiceStatus;
import dev.jong.api.apiregistration.v1.ServiceReference;
import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.apiserver.service.ServiceEndpoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether what an APIService names can be reached: its condition `Available`.
record Availability(boolean available, String reason, String message) {
    private static final String TYPE = "Available";

    static final Availability LOCAL =
            new Availability(true, "Local", "Local APIServices are always available");
    static final Availability PASSED = new Availability(true, "Passed", "all checks passed");

    static Availability failedDiscovery(String why) {
        return new Availability(false, "FailedDiscoveryCheck", why);
    }

    /// What can be told without asking the server itself; [#PASSED] when nothing speaks against it.
    ///
    /// @param slices of the Service
    static Availability of(
            ServiceReference to, Optional<Service> service, List<EndpointSlice> slices) {
        var place = "service/" + to.name() + " in \"" + to.namespace() + "\"";
        if (service.isEmpty()) {
            return new Availability(false, "ServiceNotFound", place + " is not present");
        }
        if (!requireNonNullElse(service.get().spec().type(), "ClusterIP").equals("ClusterIP")) {
            return PASSED;
        }
        int port = requireNonNullElse(to.port(), 443);
        var found = ServiceEndpoints.port(service.get(), port);
        if (found.isEmpty()) {
            return new Availability(
                    false, "ServicePortError", place + " is not listening on port " + port);
        }
        if (slices.isEmpty()) {
            return new Availability(
                    false, "EndpointsNotFound", "cannot find endpointslices for " + place);
        }
        var portName = requireNonNullElse(found.get().name(), "");
        if (ServiceEndpoints.ready(slices, portName).isEmpty()) {
            return new Availability(
                    false,
                    "MissingEndpoints",
                    "endpointslices for "
                            + place
                            + " have no addresses with port name \""
                            + portName
                            + "\"");
        }
        return PASSED;
    }

    static boolean isAvailable(APIService service) {
        return service.status().conditions().stream()
                .anyMatch(c -> c.type().equals(TYPE) && c.status().equals("True"));
    }

    /// The APIService with this as its condition; equal to the given one when nothing changed.
    APIService in(APIService service, Instant now) {
        var status = available ? "True" : "False";
        var conditions = new ArrayList<APIServiceCondition>();
        var told = false;
        for (var condition : service.status().conditions()) {
            if (condition.type().equals(TYPE)) {
                var since =
                        condition.status().equals(status) ? condition.lastTransitionTime() : now;
                conditions.add(new APIServiceCondition(TYPE, status, since, reason, message));
                told = true;
            } else {
                conditions.add(condition);
            }
        }
        if (!told) {
            conditions.add(new APIServiceCondition(TYPE, status, now, reason, message));
        }
        return service.withStatus(new APIServiceStatus(conditions));
    }
}
