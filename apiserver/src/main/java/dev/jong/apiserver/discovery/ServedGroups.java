package dev.jong.apiserver.discovery;

import dev.jong.api.Kind;
import dev.jong.api.Unstructured;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.route.ResourceRoutes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Everything that is served, by group and version, in the order in which discovery tells it.
record ServedGroups(List<Group> groups) {
    /// @param versions the preferred one first
    record Group(String name, List<Version> versions) {
        int priority() {
            return versions.stream().mapToInt(v -> v.priority().group()).max().orElse(0);
        }
    }

    sealed interface Version {
        String group();

        String version();

        Priority priority();

        default String groupVersion() {
            return group().isEmpty() ? version() : group() + "/" + version();
        }

        /// Served here.
        ///
        /// @param entries sorted by name
        record Local(String group, String version, List<Entry> entries) implements Version {
            /// Whether all in it comes from definitions.
            boolean custom() {
                return entries.stream()
                        .allMatch(entry -> entry.kind().type() == Unstructured.class);
            }

            @Override
            public Priority priority() {
                return Priority.of(group, version);
            }
        }

        /// Served by another server.
        record Remote(RemoteVersion at) implements Version {
            @Override
            public String group() {
                return at.group();
            }

            @Override
            public String version() {
                return at.version();
            }

            @Override
            public Priority priority() {
                return at.priority();
            }
        }
    }

    /// @param verbs in the order in which they are told
    /// @param storage the version in which objects of it are kept; null when they are not
    record Entry(Kind<?> kind, List<String> verbs, @Nullable Kind<?> storage, List<Part> parts) {}

    record Part(String name, Kind<?> kind, List<String> verbs) {}

    /// As upstream tells them of custom resources; of others by the alphabet.
    private static final List<String> CUSTOM_VERBS =
            List.of(
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "create",
                    "update",
                    "watch");

    /// What is told no more of a custom resource whose definition is to go.
    private static final Set<String> WRITES = Set.of("patch", "create", "update");

    private static final Comparator<Version> BY_VERSION =
            Comparator.comparingInt((Version version) -> version.priority().version())
                    .reversed()
                    .thenComparing(Version::version, VersionOrder.NEWEST_FIRST);

    private static final Comparator<Group> BY_GROUP =
            Comparator.comparingInt(Group::priority).reversed().thenComparing(Group::name);

    static ServedGroups of(ResourceRoutes routes, Collection<RemoteVersion> remote) {
        var entries = new TreeMap<String, List<Entry>>();
        for (var verbs : routes.registry().all()) {
            var kind = verbs.resource().kind();
            add(entries, entry(verbs, routes.registry().isEnding(kind)));
        }
        for (var virtual : routes.virtuals()) {
            add(entries, new Entry(virtual.kind(), sorted(virtual.verbs()), null, List.of()));
        }
        var versions = new LinkedHashMap<String, Version>();
        entries.forEach((key, resources) -> {
            resources.sort(Comparator.comparing(entry -> entry.kind.plural()));
            var kind = resources.getFirst().kind;
            versions.put(
                    key, new Version.Local(kind.group(), kind.version(), List.copyOf(resources)));
        });
        remote.forEach(other ->
                versions.put(other.group() + "/" + other.version(), new Version.Remote(other)));
        return new ServedGroups(grouped(versions.values()));
    }

    private static void add(Map<String, List<Entry>> entries, Entry entry) {
        var key = entry.kind.group() + "/" + entry.kind.version();
        entries.computeIfAbsent(key, _ -> new ArrayList<>()).add(entry);
    }

    private static List<Group> grouped(Collection<Version> versions) {
        return versions.stream().collect(Collectors.groupingBy(Version::group)).entrySet().stream()
                .map(group ->
                        new Group(
                                group.getKey(),
                                group.getValue().stream().sorted(BY_VERSION).toList()))
                .sorted(BY_GROUP)
                .toList();
    }

    private static Entry entry(Verbs<?> verbs, boolean ending) {
        var resource = verbs.resource();
        var parts = new ArrayList<Part>();
        resource.subresources().forEach((_, part) -> parts.add(part(resource.kind(), part)));
        boolean custom = resource.kind().type() == Unstructured.class;
        parts.sort(
                custom
                        ? Comparator.comparing(Part::name).reversed()
                        : Comparator.comparing(Part::name));
        return new Entry(
                resource.kind(),
                custom ? customVerbs(ending) : sorted(resource.verbs()),
                storage(verbs),
                List.copyOf(parts));
    }

    private static List<String> customVerbs(boolean ending) {
        return ending
                ? CUSTOM_VERBS.stream().filter(verb -> !WRITES.contains(verb)).toList()
                : CUSTOM_VERBS;
    }

    private static @Nullable Kind<?> storage(Verbs<?> verbs) {
        var resource = verbs.resource();
        if (!resource.verbs().contains("watch")) {
            return null;
        }
        return resource.kind().type() == Unstructured.class ? verbs.stored() : resource.kind();
    }

    private static Part part(Kind<?> kind, Subresource<?> subresource) {
        return switch (subresource) {
            case Subresource.Part<?> part ->
                    new Part(
                            part.name(),
                            kind,
                            part.readable()
                                    ? List.of("get", "patch", "update")
                                    : List.of("update"));
            case Subresource.Scaling<?> _ ->
                    new Part("scale", Scale.KIND, List.of("get", "patch", "update"));
            case Subresource.Action<?> action ->
                    new Part(action.name(), action.kind(), sorted(action.verbs()));
        };
    }

    private static List<String> sorted(Set<String> verbs) {
        return verbs.stream().sorted().toList();
    }

    @Nullable Group group(String name) {
        return groups.stream().filter(group -> group.name.equals(name)).findFirst().orElse(null);
    }
}
