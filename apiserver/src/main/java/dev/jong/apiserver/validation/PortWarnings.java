package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.ContainerPort;
import dev.jong.api.errors.FieldPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Ports of a Pod's containers that get in each other's way.
final class PortWarnings {
    private record Place(FieldPath path, ContainerPort port) {}

    private PortWarnings() {}

    static List<String> of(Map<FieldPath, Container> containers) {
        var warnings = new ArrayList<String>();
        var places = new ArrayList<Place>();
        containers.forEach((path, container) -> {
            for (int i = 0; i < container.ports().size(); i++) {
                places.add(new Place(path.child("ports").index(i), container.ports().get(i)));
            }
        });
        var taken = new HashMap<String, List<Place>>();
        for (var place : places) {
            var port = place.port;
            var others =
                    taken.computeIfAbsent(
                            port.containerPort() + "/" + port.protocol(), _ -> new ArrayList<>());
            others.forEach(other -> overlap(place, other, warnings));
            others.add(place);
        }
        var names = new HashMap<String, FieldPath>();
        for (var place : places) {
            var name = Objects.requireNonNullElse(place.port.name(), "");
            var first = name.isEmpty() ? null : names.putIfAbsent(name, place.path);
            if (first != null) {
                warnings.add(
                        place.path
                                + ": duplicate port name \""
                                + name
                                + "\" with "
                                + first
                                + ", services and probes that select ports by name will use "
                                + first);
            }
        }
        return warnings;
    }

    /// Both have the same number and protocol inside.
    private static void overlap(Place place, Place other, List<String> warnings) {
        var one = place.port;
        var two = other.port;
        var address = Objects.requireNonNullElse(one.hostIp(), "");
        var otherAddress = Objects.requireNonNullElse(two.hostIp(), "");
        boolean samePort = one.hostPort() == two.hostPort();
        if (samePort && address.equals(otherAddress)) {
            warnings.add(place.path + ": duplicate port definition with " + other.path);
        } else if (one.hostPort() == 0 || two.hostPort() == 0) {
            warnings.add(place.path + ": overlapping port definition with " + other.path);
        } else if (samePort && address.isEmpty() != otherAddress.isEmpty()) {
            warnings.add(place.path + ": dangerously ambiguous port definition with " + other.path);
        }
    }
}
