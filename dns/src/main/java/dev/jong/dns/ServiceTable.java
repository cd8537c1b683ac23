package dev.jong.dns;

import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.EndpointSlice;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All names of the cluster. One writer, any number of readers; a reader sees each Service whole.
final class ServiceTable {
    private final Map<String, ServiceRecords> services = new ConcurrentHashMap<>();
    private final Map<InetAddress, String> reverse = new ConcurrentHashMap<>();
    private final Set<String> namespaces = ConcurrentHashMap.newKeySet();

    void put(Service service, List<EndpointSlice> slices) {
        var records = ServiceRecords.of(service, slices);
        var before = services.put(key(records.namespace(), records.name()), records);
        if (before != null) reverseNames(before).keySet().forEach(reverse::remove);
        reverse.putAll(reverseNames(records));
    }

    void remove(String namespace, String name) {
        var before = services.remove(key(namespace, name));
        if (before != null) reverseNames(before).keySet().forEach(reverse::remove);
    }

    void putNamespace(String name) {
        namespaces.add(name);
    }

    void removeNamespace(String name) {
        namespaces.remove(name);
    }

    boolean hasNamespace(String name) {
        return namespaces.contains(name);
    }

    @Nullable ServiceRecords find(String namespace, String name) {
        return services.get(key(namespace, name));
    }

    /// The name below `svc.<zone>` that an address belongs to.
    @Nullable String nameOf(InetAddress address) {
        return reverse.get(address);
    }

    private static Map<InetAddress, String> reverseNames(ServiceRecords records) {
        var names = new java.util.HashMap<InetAddress, String>();
        String service = records.name() + "." + records.namespace();
        for (var address : records.clusterIps()) names.put(address, service);
        records.hosts()
                .forEach((label, host) -> {
                    for (var address : host.addresses()) names.put(address, label + "." + service);
                });
        return names;
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
