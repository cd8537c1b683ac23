package dev.jong.apiserver.flowcontrol;

import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.InvalidSelector;
import dev.jong.apiserver.request.RequestInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How many watches a change would be told to (KEP-1040, watches in flow control): those of its
/// resource, of its namespace, and of its object. Selectors are looked at for each change, so they
/// make a watch no cheaper, except the one for a Pod's node, which leads to few watches.
final class WatchCounts {
    private static final String NODE_OF_POD = "spec.nodeName";

    private final Map<Resource, Watches> watches = new ConcurrentHashMap<>();

    private record Resource(String group, String resource) {}

    private record Place(String namespace, String name) {}

    /// The watches of one resource; the counts stay when they fall to 0.
    private static final class Watches {
        private final AtomicInteger everywhere = new AtomicInteger();
        private final Map<Place, AtomicInteger> places = new ConcurrentHashMap<>();

        private void add(Place place, int change) {
            if (place.namespace.isEmpty() && place.name.isEmpty()) {
                everywhere.addAndGet(change);
                return;
            }
            places.compute(
                    place,
                    (_, count) -> {
                        var kept = count == null ? new AtomicInteger() : count;
                        return kept.addAndGet(change) == 0 ? null : kept;
                    });
        }

        private int of(Place place) {
            var count = places.get(place);
            return count == null ? 0 : count.get();
        }
    }

    /// A watch begins.
    ///
    /// @return to be run when it ends
    Runnable begins(RequestInfo info) {
        if (!info.resourceRequest() || isOfOneNode(info)) {
            return () -> {};
        }
        var place = new Place(info.namespace(), SelectedName.of(info));
        var of =
                watches.computeIfAbsent(
                        new Resource(info.group(), info.resource()), _ -> new Watches());
        of.add(place, 1);
        return () -> of.add(place, -1);
    }

    private static boolean isOfOneNode(RequestInfo info) {
        if (!info.resource().equals("pods")) {
            return false;
        }
        try {
            return FieldSelector.parse(info.query().value("fieldSelector"))
                    .exactMatch(NODE_OF_POD)
                    .filter(node -> !node.isEmpty())
                    .isPresent();
        } catch (InvalidSelector _) {
            return false;
        }
    }

    /// How many watches may be told of what this request changes.
    int interestedIn(RequestInfo info) {
        var of = watches.get(new Resource(info.group(), info.resource()));
        if (of == null) {
            return 0;
        }
        int count = of.everywhere.get();
        if (of.places.isEmpty()) {
            return count;
        }
        if (!info.namespace().isEmpty()) {
            count += of.of(new Place(info.namespace(), ""));
        }
        if (!info.name().isEmpty()) {
            count += of.of(new Place(info.namespace(), info.name()));
        }
        return count;
    }
}
