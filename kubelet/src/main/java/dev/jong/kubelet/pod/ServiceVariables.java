package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Service;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Variables that tell a container where Services are: `REDIS_SERVICE_HOST`,
/// `REDIS_PORT_6379_TCP_ADDR`, ….
final class ServiceVariables {
    private ServiceVariables() {}

    /// @param links whether Services of the Pod's own namespace are told too; `kubernetes` always
    ///   is
    static Map<String, String> of(List<Service> services, String namespace, boolean links) {
        var variables = new TreeMap<String, String>();
        Service api = null;
        for (var service : services) {
            boolean same = namespace.equals(service.metadata().namespace());
            boolean kubernetes =
                    "default".equals(service.metadata().namespace())
                            && "kubernetes".equals(service.metadata().name());
            if (hasAddress(service) && same && links) {
                add(variables, service);
            } else if (hasAddress(service) && kubernetes) {
                api = service;
            }
        }
        if (api != null && !variables.containsKey("KUBERNETES_SERVICE_HOST")) {
            add(variables, api);
        }
        return variables;
    }

    private static boolean hasAddress(Service service) {
        var address = service.spec().clusterIp();
        return address != null && !address.isEmpty() && !address.equals("None");
    }

    private static void add(Map<String, String> variables, Service service) {
        var prefix = name(PodKey.text(service.metadata().name()));
        var address = PodKey.text(service.spec().clusterIp());
        variables.put(prefix + "_SERVICE_HOST", address);
        boolean first = true;
        for (var port : service.spec().ports()) {
            var number = Integer.toString(port.port());
            var protocol = port.protocol() == null ? "TCP" : port.protocol();
            var url = protocol.toLowerCase(Locale.ROOT) + "://" + bracketed(address) + ":" + number;
            if (first) {
                variables.put(prefix + "_SERVICE_PORT", number);
                variables.put(prefix + "_PORT", url);
                first = false;
            }
            if (port.name() != null) {
                variables.put(prefix + "_SERVICE_PORT_" + name(port.name()), number);
            }
            var link = prefix + "_PORT_" + number + "_" + protocol.toUpperCase(Locale.ROOT);
            variables.put(link, url);
            variables.put(link + "_PROTO", protocol.toLowerCase(Locale.ROOT));
            variables.put(link + "_PORT", number);
            variables.put(link + "_ADDR", address);
        }
    }

    private static String bracketed(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    private static String name(String text) {
        return text.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
