package dev.jong.apiserver.flowcontrol;

import dev.jong.api.flowcontrol.v1.NonResourcePolicyRule;
import dev.jong.api.flowcontrol.v1.PolicyRulesWithSubjects;
import dev.jong.api.flowcontrol.v1.ResourcePolicyRule;
import dev.jong.api.flowcontrol.v1.Subject;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import java.util.List;

/// Whether a FlowSchema means a request.
final class FlowMatch {
    private static final String ACCOUNT = "system:serviceaccount:";

    private FlowMatch() {}

    /// Whether a rule means requests of this user.
    static boolean subject(PolicyRulesWithSubjects rule, User user) {
        for (var subject : rule.subjects()) {
            if (is(subject, user)) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(Subject subject, User user) {
        return switch (subject.kind()) {
            case "User" -> {
                var named = subject.user();
                yield named != null
                        && (named.name().equals("*") || named.name().equals(user.name()));
            }
            case "Group" -> {
                var named = subject.group();
                yield named != null && (named.name().equals("*") || user.in(named.name()));
            }
            case "ServiceAccount" -> {
                var named = subject.serviceAccount();
                yield named != null && isAccount(user.name(), named.namespace(), named.name());
            }
            default -> false;
        };
    }

    private static boolean isAccount(String user, String namespace, String name) {
        var prefix = ACCOUNT + namespace + ":";
        return name.equals("*") ? user.startsWith(prefix) : user.equals(prefix + name);
    }

    /// Whether a rule, which means requests of the user, means this one.
    static boolean request(PolicyRulesWithSubjects rule, RequestInfo info) {
        if (info.resourceRequest()) {
            for (var resources : rule.resourceRules()) {
                if (resource(resources, info)) {
                    return true;
                }
            }
            return false;
        }
        for (var paths : rule.nonResourceRules()) {
            if (path(paths, info)) {
                return true;
            }
        }
        return false;
    }

    private static boolean resource(ResourcePolicyRule rule, RequestInfo info) {
        var resource =
                info.subresource().isEmpty()
                        ? info.resource()
                        : info.resource() + "/" + info.subresource();
        return has(rule.verbs(), info.verb())
                && has(rule.resources(), resource)
                && has(rule.apiGroups(), info.group())
                && (info.namespace().isEmpty()
                        ? rule.clusterScope()
                        : has(rule.namespaces(), info.namespace()));
    }

    private static boolean path(NonResourcePolicyRule rule, RequestInfo info) {
        if (!has(rule.verbs(), info.verb())) {
            return false;
        }
        for (var url : rule.nonResourceUrls()) {
            if (url.equals("*") || url.equals(info.path())) {
                return true;
            }
            var prefix = url.endsWith("*") ? url.substring(0, url.length() - 1) : url;
            if (info.path().startsWith(prefix.endsWith("/") ? prefix : prefix + "/")) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(List<String> list, String value) {
        return (list.size() == 1 && list.getFirst().equals("*")) || list.contains(value);
    }
}
