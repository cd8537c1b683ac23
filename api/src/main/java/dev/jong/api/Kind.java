package dev.jong.api;

import dev.jong.api.json.Codec;
import java.util.List;
import java.util.Locale;

/// A kind of object in one version, with everything that is known about it without a server.
///
/// @param group empty for core
/// @param plural the resource's name; empty for kinds that are never a resource of their own, such
///   as Scale
public record Kind<T extends KubernetesObject>(
        Class<T> type,
        String group,
        String version,
        String name,
        String plural,
        List<String> shortNames,
        List<String> categories,
        boolean namespaced,
        Codec<T> codec,
        Schema.Struct schema) {

    public Kind {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
    }

    public String singular() {
        return name.toLowerCase(Locale.ROOT);
    }

    /// `v1`, `apps/v1`
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    public String listName() {
        return name + "List";
    }

    /// Lists of this kind as the wire has them.
    public Codec<ObjectList<T>> listCodec() {
        return new ObjectListCodec<>(this);
    }

    /// Two kinds are equal when group, version and name are.
    @Override
    public boolean equals(Object other) {
        return other instanceof Kind<?> kind
                && kind.name.equals(name)
                && kind.version.equals(version)
                && kind.group.equals(group);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + group.hashCode();
    }

    @Override
    public String toString() {
        return apiVersion() + ", Kind=" + name;
    }
}
