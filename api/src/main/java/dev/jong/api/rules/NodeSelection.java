package dev.jong.api.rules;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeSelector;
import dev.jong.api.core.v1.NodeSelectorRequirement;
import dev.jong.api.core.v1.NodeSelectorTerm;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PreferredSchedulingTerm;
import dev.jong.api.selector.Requirement;
import dev.jong.api.selector.Requirement.Operator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which nodes a Pod, a volume or a resource wants.
public final class NodeSelection {
    private NodeSelection() {}

    /// Whether the node has what the Pod demands by `nodeSelector` and required node affinity.
    public static boolean fits(Pod pod, Node node) {
        return fits(pod, node.name(), node.metadata().labels());
    }

    public static boolean fits(Pod pod, String nodeName, Map<String, String> labels) {
        for (var wanted : pod.spec().nodeSelector().entrySet()) {
            if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
                return false;
            }
        }
        var required = required(pod);
        return required == null || matches(required, nodeName, labels);
    }

    /// The Pod's required node affinity; null when it has none.
    public static @Nullable NodeSelector required(Pod pod) {
        var affinity = pod.spec().affinity();
        var nodes = affinity == null ? null : affinity.nodeAffinity();
        return nodes == null ? null : nodes.requiredDuringSchedulingIgnoredDuringExecution();
    }

    /// Any term suffices.
    public static boolean matches(
            NodeSelector selector, String nodeName, Map<String, String> labels) {
        for (var term : selector.nodeSelectorTerms()) {
            if (matches(term, nodeName, labels)) {
                return true;
            }
        }
        return false;
    }

    /// All conditions hold; a term without any matches nothing.
    public static boolean matches(
            NodeSelectorTerm term, String nodeName, Map<String, String> labels) {
        if (term.matchExpressions().isEmpty() && term.matchFields().isEmpty()) {
            return false;
        }
        for (var expression : term.matchExpressions()) {
            if (!matches(expression, labels)) {
                return false;
            }
        }
        for (var field : term.matchFields()) {
            if (!matchesField(field, nodeName)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(NodeSelectorRequirement expression, Map<String, String> labels) {
        var operator = operator(expression.operator());
        return operator != null
                && new Requirement(expression.key(), operator, expression.values()).matches(labels);
    }

    private static @Nullable Operator operator(String name) {
        return switch (name) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            case "Gt" -> Operator.GREATER_THAN;
            case "Lt" -> Operator.LESS_THAN;
            default -> null;
        };
    }

    /// The only field is the node's name.
    private static boolean matchesField(NodeSelectorRequirement field, String nodeName) {
        if (!field.key().equals("metadata.name") || field.values().size() != 1) {
            return false;
        }
        boolean same = field.values().getFirst().equals(nodeName);
        return switch (field.operator()) {
            case "In" -> same;
            case "NotIn" -> !same;
            default -> false;
        };
    }

    /// The weights of the preferences that the node meets, added up.
    public static long preference(
            List<PreferredSchedulingTerm> preferred, String nodeName, Map<String, String> labels) {
        long sum = 0;
        for (var term : preferred) {
            if (matches(term.preference(), nodeName, labels)) {
                sum += term.weight();
            }
        }
        return sum;
    }
}
