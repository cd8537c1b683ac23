package dev.jong.apiserver.flowcontrol;

import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.RequestInfo;

/// How many seats a request needs: lists need one for every hundred objects they read.
final class WorkEstimate {
    private static final long OBJECTS_PER_SEAT = 100;
    private static final long MOST_SEATS = 10;

    private final Registry registry;

    WorkEstimate(Registry registry) {
        this.registry = registry;
    }

    int seats(RequestInfo info) {
        if (!info.resourceRequest() || !info.verb().equals("list") || !info.name().isEmpty()) {
            return 1;
        }
        var verbs = registry.find(info.group(), info.version(), info.resource());
        long read = verbs.map(found -> (long) found.count()).orElse(0L);
        return (int) Math.clamp(Math.ceilDiv(read, OBJECTS_PER_SEAT), 1, MOST_SEATS);
    }
}
