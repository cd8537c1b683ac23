package dev.jong.apiserver.resources.networking;

import dev.jong.api.networking.v1.IPAddress;
import dev.jong.api.networking.v1.Ingress;
import dev.jong.api.networking.v1.IngressClass;
import dev.jong.api.networking.v1.IngressStatus;
import dev.jong.api.networking.v1.NetworkPolicy;
import dev.jong.api.networking.v1.ServiceCIDR;
import dev.jong.api.networking.v1.ServiceCIDRStatus;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.validation.NetworkingRules;
import java.util.List;

/// The networking.k8s.io group.
public final class NetworkingResources {
    private static final String OLD_CLASS = "kubernetes.io/ingress.class";

    public static final Resource<Ingress> INGRESSES =
            Resource.of(Ingress.KIND)
                    .warnings((now, old) -> old == null ? classWarnings(now) : List.of())
                    .storedAt("ingress")
                    .counted()
                    .beforeCreate(ingress -> ingress.withStatus(IngressStatus.EMPTY))
                    .status(
                            (from, into) -> into.withStatus(from.status()),
                            (now, _) -> NetworkingRules.status(now))
                    .build();

    public static final Resource<IngressClass> INGRESS_CLASSES =
            Resource.of(IngressClass.KIND).counted().build();

    public static final Resource<NetworkPolicy> NETWORK_POLICIES =
            Resource.of(NetworkPolicy.KIND).counted().build();

    public static final Resource<IPAddress> IP_ADDRESSES =
            Resource.of(IPAddress.KIND).names(_ -> List.of()).build();

    public static final Resource<ServiceCIDR> SERVICE_CIDRS =
            Resource.of(ServiceCIDR.KIND)
                    .ratchets()
                    .beforeCreate(cidr -> cidr.withStatus(ServiceCIDRStatus.EMPTY))
                    .status((from, into) -> into.withStatus(from.status()))
                    .keepsMetadata()
                    .build();

    private NetworkingResources() {}

    private static List<String> classWarnings(Ingress ingress) {
        return ingress.spec().ingressClassName() == null
                        && ingress.metadata().annotations().containsKey(OLD_CLASS)
                ? List.of(
                        "annotation \""
                                + OLD_CLASS
                                + "\" is deprecated, please use 'spec.ingressClassName' instead")
                : List.of();
    }
}
