package dev.jong.apiserver.authorization.rbac;

import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.apiserver.authorization.Attributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// What a rule says, and which rules say all that others say.
public final class Rules {
    private static final String ALL = "*";

    private Rules() {}

    public static boolean allow(PolicyRule rule, Attributes attributes) {
        return attributes.resourceRequest()
                ? has(rule.verbs(), attributes.verb())
                        && has(rule.apiGroups(), attributes.group())
                        && hasResource(
                                rule.resources(), attributes.resource(), attributes.subresource())
                        && (rule.resourceNames().isEmpty()
                                || rule.resourceNames().contains(attributes.name()))
                : has(rule.verbs(), attributes.verb())
                        && hasPath(rule.nonResourceUrls(), attributes.path());
    }

    private static boolean has(List<String> listed, String wanted) {
        for (var one : listed) {
            if (one.equals(ALL) || one.equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasResource(List<String> listed, String resource, String subresource) {
        for (var one : listed) {
            if (one.equals(ALL)) {
                return true;
            }
            if (subresource.isEmpty()) {
                if (one.equals(resource)) {
                    return true;
                }
                continue;
            }
            var slash = one.indexOf('/');
            if (slash >= 0
                    && one.length() == slash + 1 + subresource.length()
                    && one.endsWith(subresource)
                    && (one.startsWith("*/")
                            || (slash == resource.length() && one.startsWith(resource)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasPath(List<String> listed, String path) {
        for (var one : listed) {
            if (one.equals(ALL)
                    || one.equals(path)
                    || (one.endsWith(ALL) && path.startsWith(one.substring(0, one.length() - 1)))) {
                return true;
            }
        }
        return false;
    }

    /// What of `wanted` no rule of `held` grants, in rules of one verb, group and resource each.
    public static List<PolicyRule> missing(List<PolicyRule> held, List<PolicyRule> wanted) {
        return wanted.stream()
                .flatMap(rule -> split(rule).stream())
                .filter(single -> held.stream().noneMatch(rule -> covers(rule, single)))
                .toList();
    }

    private static List<PolicyRule> split(PolicyRule rule) {
        var singles = new ArrayList<PolicyRule>();
        for (var verb : rule.verbs()) {
            for (var group : rule.apiGroups()) {
                for (var resource : rule.resources()) {
                    var single =
                            PolicyRule.EMPTY
                                    .withVerbs(List.of(verb))
                                    .withApiGroups(List.of(group))
                                    .withResources(List.of(resource));
                    if (rule.resourceNames().isEmpty()) {
                        singles.add(single);
                    }
                    rule.resourceNames()
                            .forEach(name -> singles.add(single.withResourceNames(List.of(name))));
                }
            }
            for (var path : rule.nonResourceUrls()) {
                singles.add(
                        PolicyRule.EMPTY
                                .withVerbs(List.of(verb))
                                .withNonResourceUrls(List.of(path)));
            }
        }
        return singles;
    }

    /// The same rules, of one verb each, with the verbs for one group, resource and name in one.
    public static List<PolicyRule> joined(List<PolicyRule> singles) {
        var joined = new LinkedHashMap<PolicyRule, PolicyRule>();
        for (var single : singles) {
            var key = single.nonResourceUrls().isEmpty() ? single.withVerbs(List.of()) : single;
            joined.merge(
                    key,
                    single,
                    (one, other) -> {
                        var verbs = new ArrayList<>(one.verbs());
                        verbs.addAll(other.verbs());
                        return one.withVerbs(verbs);
                    });
        }
        return List.copyOf(joined.values());
    }

    /// `single` is of one verb, and of one group and resource or one path.
    private static boolean covers(PolicyRule rule, PolicyRule single) {
        if (!has(rule.verbs(), single.verbs().getFirst())) {
            return false;
        }
        if (!single.nonResourceUrls().isEmpty()) {
            return coversPath(rule.nonResourceUrls(), single.nonResourceUrls().getFirst());
        }
        return has(rule.apiGroups(), single.apiGroups().getFirst())
                && coversResource(rule.resources(), single.resources().getFirst())
                && (rule.resourceNames().isEmpty()
                        || (!single.resourceNames().isEmpty()
                                && rule.resourceNames()
                                        .contains(single.resourceNames().getFirst())));
    }

    private static boolean coversResource(List<String> listed, String wanted) {
        var slash = wanted.indexOf('/');
        return has(listed, wanted)
                || (slash >= 0 && listed.contains("*" + wanted.substring(slash)));
    }

    private static boolean coversPath(List<String> listed, String wanted) {
        return hasPath(listed, wanted);
    }
}
