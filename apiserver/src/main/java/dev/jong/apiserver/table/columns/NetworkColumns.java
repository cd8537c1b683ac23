package dev.jong.apiserver.table.columns;

import dev.jong.api.core.v1.Endpoints;
import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointPort;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.networking.v1.IPAddress;
import dev.jong.api.networking.v1.Ingress;
import dev.jong.api.networking.v1.IngressClass;
import dev.jong.api.networking.v1.NetworkPolicy;
import dev.jong.api.networking.v1.ServiceCIDR;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.table.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/// Services and how they are reached.
final class NetworkColumns {
    private static final String DEFAULT_INGRESS_CLASS =
            "ingressclass.kubernetes.io/is-default-class";
    private static final int SHORT_ADDRESS = 16;

    private NetworkColumns() {}

    static void addTo(ColumnSet set) {
        set.put(
                Service.KIND,
                Columns.name(),
                Column.text("Type", service -> service.spec().type()),
                Column.text("Cluster-IP", NetworkColumns::clusterIp),
                Column.text("External-IP", NetworkColumns::externalIp),
                Column.text("Port(s)", NetworkColumns::ports),
                Columns.age(),
                Column.<Service>text("Selector", service -> Cells.labels(service.spec().selector()))
                        .wide());
        set.put(
                Endpoints.KIND,
                Columns.name(),
                Column.text(
                        "Endpoints",
                        endpoints -> Cells.firstThree(addresses(endpoints), Cells.NONE)),
                Columns.age());
        set.put(
                EndpointSlice.KIND,
                Columns.name(),
                Column.text("AddressType", EndpointSlice::addressType),
                Column.text("Ports", slice -> Cells.firstThree(slicePorts(slice), Cells.UNSET)),
                Column.text(
                        "Endpoints", slice -> Cells.firstThree(sliceAddresses(slice), Cells.UNSET)),
                Columns.age());
        set.put(
                Ingress.KIND,
                Columns.name(),
                Column.text("Class", ingress -> Cells.orNone(ingress.spec().ingressClassName())),
                Column.text("Hosts", ingress -> Cells.firstThree(hosts(ingress), "*")),
                Column.text("Address", NetworkColumns::ingressAddress),
                Column.text("Ports", ingress -> ingress.spec().tls().isEmpty() ? "80" : "80, 443"),
                Columns.age());
        set.put(
                IngressClass.KIND,
                Column.<IngressClass>text("Name", NetworkColumns::className).format("name"),
                Column.text("Controller", each -> each.spec().controller()),
                Column.text("Parameters", NetworkColumns::parameters),
                Columns.age());
        set.put(
                NetworkPolicy.KIND,
                Columns.name(),
                Column.text("Pod-Selector", policy -> Cells.selector(policy.spec().podSelector())),
                Columns.age());
        set.put(
                ServiceCIDR.KIND,
                Columns.name(),
                Column.text("CIDRs", each -> String.join(",", each.spec().cidrs())),
                Columns.age());
        set.put(
                IPAddress.KIND,
                Columns.name(),
                Column.text("ParentRef", NetworkColumns::parent),
                Columns.age());
    }

    private static String clusterIp(Service service) {
        var all = service.spec().clusterIps();
        return all.isEmpty() ? Cells.NONE : all.getFirst();
    }

    private static String externalIp(Service service) {
        var given = service.spec().externalIps();
        return switch (Objects.requireNonNullElse(service.spec().type(), "")) {
            case "ClusterIP", "NodePort" -> given.isEmpty() ? Cells.NONE : String.join(",", given);
            case "LoadBalancer" -> {
                var all = new ArrayList<String>();
                for (var ingress : service.status().loadBalancer().ingress()) {
                    String address = ingress.ip() != null ? ingress.ip() : ingress.hostname();
                    if (address != null) all.add(address);
                }
                all.addAll(given);
                yield all.isEmpty() ? "<pending>" : String.join(",", all);
            }
            case "ExternalName" -> Cells.orEmpty(service.spec().externalName());
            default -> Cells.UNKNOWN;
        };
    }

    private static String ports(Service service) {
        String text =
                service.spec().ports().stream()
                        .map(port ->
                                port.nodePort() > 0
                                        ? port.port()
                                                + ":"
                                                + port.nodePort()
                                                + "/"
                                                + port.protocol()
                                        : port.port() + "/" + port.protocol())
                        .collect(Collectors.joining(","));
        return Cells.orNone(text);
    }

    private static List<String> addresses(Endpoints endpoints) {
        var all = new ArrayList<String>();
        for (var subset : endpoints.subsets()) {
            if (subset.ports().isEmpty())
                subset.addresses().forEach(address -> all.add(address.ip()));
            for (var port : subset.ports()) {
                subset.addresses().forEach(address -> all.add(hostPort(address.ip(), port.port())));
            }
        }
        return all;
    }

    private static String hostPort(String host, int port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static List<String> slicePorts(EndpointSlice slice) {
        return slice.ports().stream().map(NetworkColumns::port).toList();
    }

    private static String port(EndpointPort port) {
        if (port.port() != null) return port.port().toString();
        return port.name() == null ? "*" : port.name();
    }

    private static List<String> sliceAddresses(EndpointSlice slice) {
        return slice.endpoints().stream().map(Endpoint::addresses).flatMap(List::stream).toList();
    }

    private static List<String> hosts(Ingress ingress) {
        return ingress.spec().rules().stream()
                .map(rule -> Cells.orEmpty(rule.host()))
                .filter(host -> !host.isEmpty())
                .toList();
    }

    private static String ingressAddress(Ingress ingress) {
        String all =
                ingress.status().loadBalancer().ingress().stream()
                        .map(each -> Cells.orEmpty(each.ip() != null ? each.ip() : each.hostname()))
                        .collect(Collectors.joining(","));
        return all.length() > SHORT_ADDRESS ? all.substring(0, SHORT_ADDRESS - 3) + "..." : all;
    }

    private static String className(IngressClass ingressClass) {
        boolean standard =
                "true".equals(ingressClass.metadata().annotations().get(DEFAULT_INGRESS_CLASS));
        return ingressClass.metadata().name() + (standard ? " (default)" : "");
    }

    private static String parameters(IngressClass ingressClass) {
        var reference = ingressClass.spec().parameters();
        if (reference == null) return Cells.NONE;
        String group = reference.apiGroup() == null ? "" : "." + reference.apiGroup();
        return reference.kind() + group + "/" + reference.name();
    }

    private static String parent(IPAddress address) {
        var parent = address.spec().parentRef();
        if (parent == null) return Cells.NONE;
        String group = Cells.orEmpty(parent.group());
        String resource = Cells.orEmpty(parent.resource());
        String namespace = Cells.orEmpty(parent.namespace());
        return (group.isEmpty() ? resource : resource + "." + group).toLowerCase(Locale.ROOT)
                + (namespace.isEmpty() ? "" : "/" + namespace)
                + "/"
                + parent.name();
    }
}
