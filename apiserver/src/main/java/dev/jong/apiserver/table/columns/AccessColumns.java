package dev.jong.apiserver.table.columns;

import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.rbac.v1.RoleRef;
import dev.jong.api.rbac.v1.Subject;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.table.Ages;
import dev.jong.apiserver.table.Columns;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Who may do what.
final class AccessColumns {
    private AccessColumns() {}

    static void addTo(ColumnSet set) {
        set.put(
                RoleBinding.KIND,
                Columns.name(),
                Column.text("Role", binding -> role(binding.roleRef())),
                Columns.age(),
                subjects("Users", "User", RoleBinding::subjects),
                subjects("Groups", "Group", RoleBinding::subjects),
                subjects("ServiceAccounts", "ServiceAccount", RoleBinding::subjects));
        set.put(
                ClusterRoleBinding.KIND,
                Columns.name(),
                Column.text("Role", binding -> role(binding.roleRef())),
                Columns.age(),
                subjects("Users", "User", ClusterRoleBinding::subjects),
                subjects("Groups", "Group", ClusterRoleBinding::subjects),
                subjects("ServiceAccounts", "ServiceAccount", ClusterRoleBinding::subjects));
        set.put(
                CertificateSigningRequest.KIND,
                Columns.name(),
                Columns.age(),
                Column.text("SignerName", request -> Cells.orNone(request.spec().signerName())),
                Column.text("Requestor", request -> Cells.orEmpty(request.spec().username())),
                Column.text("RequestedDuration", AccessColumns::duration),
                Column.text("Condition", AccessColumns::condition));
    }

    private static String role(RoleRef role) {
        return role.kind() + "/" + role.name();
    }

    private static <T> Column<T> subjects(
            String name, String kind, Function<T, List<Subject>> subjects) {
        return Column.<T>text(
                        name,
                        binding ->
                                subjects.apply(binding).stream()
                                        .filter(subject -> kind.equals(subject.kind()))
                                        .map(AccessColumns::name)
                                        .collect(Collectors.joining(", ")))
                .wide();
    }

    private static String name(Subject subject) {
        String namespace = Cells.orEmpty(subject.namespace());
        return namespace.isEmpty() ? subject.name() : namespace + "/" + subject.name();
    }

    private static String duration(CertificateSigningRequest request) {
        Integer seconds = request.spec().expirationSeconds();
        return seconds == null ? Cells.NONE : Ages.of(Duration.ofSeconds(seconds));
    }

    private static String condition(CertificateSigningRequest request) {
        String decision = has(request, "Approved") ? "Approved" : "Pending";
        if (has(request, "Denied")) decision = "Denied";
        if (has(request, "Failed")) decision += ",Failed";
        return request.status().certificate().isEmpty() ? decision : decision + ",Issued";
    }

    private static boolean has(CertificateSigningRequest request, String type) {
        return request.status().conditions().stream()
                .anyMatch(condition -> type.equals(condition.type()));
    }
}
