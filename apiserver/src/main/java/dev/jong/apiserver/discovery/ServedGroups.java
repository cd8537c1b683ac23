package dev.jong.apiserver.discovery;

import dev.jong.api.Kind;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.route.ResourceRoutes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Everything that is served, by group and version, in the order in which discovery tells it.
record ServedGroups(List<Group> groups) {
    /// @param versions the preferred one first
    record Group(String name, List<Version> versions) {}

    /// @param entries sorted by name
    record Version(String group, String version, List<Entry> entries) {
        String groupVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }
    }

    /// @param stored whether objects of it are kept
    record Entry(Kind<?> kind, Set<String> verbs, boolean stored, List<Part> parts) {}

    record Part(String name, Kind<?> kind, Set<String> verbs) {}

    /// Upstream's order of groups; others come after them, by name.
    private static final List<String> ORDER =
            List.of(
                    "",
                    "apiregistration.k8s.io",
                    "apps",
                    "events.k8s.io",
                    "authentication.k8s.io",
                    "authorization.k8s.io",
                    "autoscaling",
                    "batch",
                    "certificates.k8s.io",
                    "networking.k8s.io",
                    "policy",
                    "rbac.authorization.k8s.io",
                    "storage.k8s.io",
                    "admissionregistration.k8s.io",
                    "apiextensions.k8s.io",
                    "scheduling.k8s.io",
                    "coordination.k8s.io",
                    "node.k8s.io",
                    "discovery.k8s.io",
                    "flowcontrol.apiserver.k8s.io",
                    "resource.k8s.io");

    static ServedGroups of(ResourceRoutes routes) {
        var entries = new ArrayList<Entry>();
        for (var verbs : routes.registry().all()) {
            entries.add(entry(verbs));
        }
        for (var virtual : routes.virtuals()) {
            entries.add(new Entry(virtual.kind(), virtual.verbs(), false, List.of()));
        }
        return new ServedGroups(grouped(entries));
    }

    private static List<Group> grouped(Collection<Entry> entries) {
        var groups =
                new TreeMap<String, Map<String, List<Entry>>>(
                        Comparator.comparingInt(ServedGroups::rank)
                                .thenComparing(Comparator.naturalOrder()));
        for (var entry : entries) {
            groups.computeIfAbsent(
                            entry.kind.group(), _ -> new TreeMap<>(VersionOrder.NEWEST_FIRST))
                    .computeIfAbsent(entry.kind.version(), _ -> new ArrayList<>())
                    .add(entry);
        }
        var all = new ArrayList<Group>();
        groups.forEach((group, versions) -> {
            var list = new ArrayList<Version>();
            versions.forEach((version, resources) -> {
                resources.sort(Comparator.comparing(entry -> entry.kind.plural()));
                list.add(new Version(group, version, List.copyOf(resources)));
            });
            all.add(new Group(group, List.copyOf(list)));
        });
        return List.copyOf(all);
    }

    private static int rank(String group) {
        int index = ORDER.indexOf(group);
        return index < 0 ? ORDER.size() : index;
    }

    private static Entry entry(Verbs<?> verbs) {
        var resource = verbs.resource();
        var parts = new ArrayList<Part>();
        resource.subresources().forEach((_, part) -> parts.add(part(resource.kind(), part)));
        parts.sort(Comparator.comparing(Part::name));
        return new Entry(
                resource.kind(), new TreeSet<>(resource.verbs()), true, List.copyOf(parts));
    }

    private static Part part(Kind<?> kind, Subresource<?> subresource) {
        return switch (subresource) {
            case Subresource.Part<?> part ->
                    new Part(
                            part.name(),
                            kind,
                            new TreeSet<>(
                                    part.readable()
                                            ? Set.of("get", "patch", "update")
                                            : Set.of("update")));
            case Subresource.Scaling<?> _ ->
                    new Part("scale", Scale.KIND, new TreeSet<>(Set.of("get", "patch", "update")));
            case Subresource.Action<?> action ->
                    new Part(action.name(), action.kind(), new TreeSet<>(action.verbs()));
        };
    }

    @Nullable Group group(String name) {
        return groups.stream().filter(group -> group.name.equals(name)).findFirst().orElse(null);
    }
}
