package dev.jong.apiserver.authorization;

import dev.jong.api.authorization.v1.ResourceAttributes;
import dev.jong.api.meta.v1.FieldSelectorRequirement;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.meta.v1.LabelSelectorRequirement;
import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.InvalidSelector;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.api.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What of a review's selectors was not understood, and so did not narrow the question (KEP-4601).
final class SelectorDoubts {
    private static final Set<String> FIELD_OPERATORS = Set.of("In", "NotIn");

    private SelectorDoubts() {}

    /// Empty when all was understood.
    static String of(ResourceAttributes attributes) {
        var found = new ArrayList<String>();
        var byField = attributes.fieldSelector();
        if (byField != null) {
            long clear = byField.requirements().stream().filter(SelectorDoubts::clear).count();
            add(
                    "fieldSelector",
                    !byField.requirements().isEmpty() || reads(byField.rawSelector(), true),
                    clear,
                    byField.requirements().size(),
                    found);
        }
        var byLabel = attributes.labelSelector();
        if (byLabel != null) {
            long clear = byLabel.requirements().stream().filter(SelectorDoubts::clear).count();
            add(
                    "labelSelector",
                    !byLabel.requirements().isEmpty() || reads(byLabel.rawSelector(), false),
                    clear,
                    byLabel.requirements().size(),
                    found);
        }
        return String.join("; ", found);
    }

    private static void add(
            String selector, boolean readable, long clear, int all, List<String> found) {
        if (!readable || clear < all) {
            found.add(
                    "spec.resourceAttributes."
                            + selector
                            + (clear > 0 ? " partially" : "")
                            + " ignored due to parse error");
        }
    }

    private static boolean reads(@Nullable String raw, boolean fields) {
        var text = Objects.requireNonNullElse(raw, "");
        try {
            if (fields) {
                FieldSelector.parse(text);
            } else {
                Selector.parse(text);
            }
            return true;
        } catch (InvalidSelector _) {
            return false;
        }
    }

    private static boolean clear(FieldSelectorRequirement requirement) {
        return requirement.values().size() == 1 && FIELD_OPERATORS.contains(requirement.operator());
    }

    private static boolean clear(LabelSelectorRequirement requirement) {
        try {
            LabelSelectors.of(LabelSelector.EMPTY.withMatchExpressions(List.of(requirement)));
            return true;
        } catch (InvalidSelector _) {
            return false;
        }
    }
}
