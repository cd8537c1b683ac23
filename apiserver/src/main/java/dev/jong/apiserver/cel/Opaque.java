package dev.jong.apiserver.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;

/// A value of one of Kubernetes' own types, which expressions use only through functions.
interface Opaque {
    CelType URL = OpaqueType.create("kubernetes.URL");
    CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");
    CelType IP = OpaqueType.create("net.IP");
    CelType CIDR = OpaqueType.create("net.CIDR");
    CelType FORMAT = OpaqueType.create("kubernetes.NamedFormat");
    CelType SEMVER = OpaqueType.create("kubernetes.Semver");
    CelType AUTHORIZER = OpaqueType.create("kubernetes.authorization.Authorizer");
    CelType PATH_CHECK = OpaqueType.create("kubernetes.authorization.PathCheck");
    CelType GROUP_CHECK = OpaqueType.create("kubernetes.authorization.GroupCheck");
    CelType RESOURCE_CHECK = OpaqueType.create("kubernetes.authorization.ResourceCheck");
    CelType DECISION = OpaqueType.create("kubernetes.authorization.Decision");

    /// The name of the type.
    String type();
}
