package dev.jong.apiserver.resources.rbac;

import dev.jong.api.names.Names;
import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.Role;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.apiserver.registry.Resource;

/// The rbac.authorization.k8s.io group.
public final class RbacResources {
    public static final Resource<Role> ROLES =
            Resource.of(Role.KIND).names(Names::pathSegment).createOnUpdate().build();

    public static final Resource<ClusterRole> CLUSTER_ROLES =
            Resource.of(ClusterRole.KIND).names(Names::pathSegment).createOnUpdate().build();

    public static final Resource<RoleBinding> ROLE_BINDINGS =
            Resource.of(RoleBinding.KIND).names(Names::pathSegment).createOnUpdate().build();

    public static final Resource<ClusterRoleBinding> CLUSTER_ROLE_BINDINGS =
            Resource.of(ClusterRoleBinding.KIND).names(Names::pathSegment).createOnUpdate().build();

    private RbacResources() {}
}
