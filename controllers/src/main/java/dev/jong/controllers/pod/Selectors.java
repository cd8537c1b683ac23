package dev.jong.controllers.pod;

import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.selector.Requirement;
import dev.jong.api.selector.Requirement.Operator;
import dev.jong.api.selector.Selector;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Selectors as objects carry them.
public final class Selectors {
    private Selectors() {}

    /// An absent selector selects nothing, an empty one everything.
    public static Selector of(@Nullable LabelSelector selector) {
        if (selector == null) {
            return Selector.nothing();
        }
        var requirements = new ArrayList<Requirement>();
        selector.matchLabels()
                .forEach((key, value) -> requirements.add(Requirement.equal(key, value)));
        for (var expression : selector.matchExpressions()) {
            var operator =
                    switch (expression.operator()) {
                        case "In" -> Operator.IN;
                        case "NotIn" -> Operator.NOT_IN;
                        case "Exists" -> Operator.EXISTS;
                        case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
                        default -> null;
                    };
            if (operator == null) {
                return Selector.nothing();
            }
            requirements.add(new Requirement(expression.key(), operator, expression.values()));
        }
        return new Selector.All(requirements);
    }

    /// A selector of the old form; an empty one selects nothing.
    public static Selector ofLabels(Map<String, String> labels) {
        return labels.isEmpty() ? Selector.nothing() : Selector.ofLabels(labels);
    }
}
