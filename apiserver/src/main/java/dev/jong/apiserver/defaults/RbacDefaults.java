package dev.jong.apiserver.defaults;

import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.rbac.v1.RoleRef;
import dev.jong.api.rbac.v1.Subject;
import java.util.List;

/// Which group a binding means that names none.
final class RbacDefaults {
    static final String GROUP = "rbac.authorization.k8s.io";

    private RbacDefaults() {}

    static RoleBinding roleBinding(RoleBinding binding) {
        return binding.mapRoleRef(RbacDefaults::role).mapSubjects(RbacDefaults::subjects);
    }

    static ClusterRoleBinding clusterRoleBinding(ClusterRoleBinding binding) {
        return binding.mapRoleRef(RbacDefaults::role).mapSubjects(RbacDefaults::subjects);
    }

    private static RoleRef role(RoleRef role) {
        return role.apiGroup().isEmpty() ? role.withApiGroup(GROUP) : role;
    }

    private static List<Subject> subjects(List<Subject> subjects) {
        return subjects.stream().map(RbacDefaults::subject).toList();
    }

    private static Subject subject(Subject subject) {
        boolean person = subject.kind().equals("User") || subject.kind().equals("Group");
        return person && subject.apiGroup() == null ? subject.withApiGroup(GROUP) : subject;
    }
}
