package dev.jong.apiserver.audit;

import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One rule of a policy: which requests it speaks of, and what it says of them. A list that is
/// empty stands for all.
///
/// @param nonResourceUrls paths; a star at the end stands for whatever follows
/// @param omitManagedFields empty when the policy's own word counts
record AuditRule(
        Level level,
        Set<String> users,
        Set<String> userGroups,
        Set<String> verbs,
        Set<String> namespaces,
        List<GroupResources> resources,
        List<String> nonResourceUrls,
        Set<Stage> omitStages,
        Optional<Boolean> omitManagedFields) {

    /// Resources of one group.
    ///
    /// @param group `*` for every one
    /// @param resources `pods`, `pods/log`, `pods/*`, `*/scale`, `*`
    record GroupResources(String group, Set<String> resources, Set<String> names) {
        private boolean matches(RequestInfo info) {
            if (!group.equals("*") && !group.equals(info.group())) {
                return false;
            }
            if (resources.isEmpty()) {
                return true;
            }
            if (!names.isEmpty() && !names.contains(info.name())) {
                return false;
            }
            var part = info.subresource();
            return resources.contains("*")
                    || resources.contains(
                            part.isEmpty() ? info.resource() : info.resource() + "/" + part)
                    || resources.contains(info.resource() + "/*")
                    || (!part.isEmpty() && resources.contains("*/" + part));
        }
    }

    boolean matches(User user, RequestInfo info) {
        if (!allows(users, user.name())
                || !allows(verbs, info.verb())
                || (!userGroups.isEmpty()
                        && user.groups().stream().noneMatch(userGroups::contains))) {
            return false;
        }
        if (!namespaces.isEmpty() || !resources.isEmpty()) {
            return info.resourceRequest()
                    && allows(namespaces, info.namespace())
                    && (resources.isEmpty()
                            || resources.stream().anyMatch(each -> each.matches(info)));
        }
        return nonResourceUrls.isEmpty()
                || (!info.resourceRequest()
                        && nonResourceUrls.stream().anyMatch(url -> covers(url, info.path())));
    }

    private static boolean allows(Set<String> allowed, String value) {
        return allowed.isEmpty() || allowed.contains(value);
    }

    private static boolean covers(String url, String path) {
        return url.endsWith("*")
                ? path.startsWith(url.substring(0, url.length() - 1))
                : url.equals(path);
    }
}
