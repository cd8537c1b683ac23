package dev.jong.api.selector;

import dev.jong.api.GoText;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.selector.Requirement.Operator;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Selectors as they stand in objects.
public final class LabelSelectors {
    private LabelSelectors() {}

    /// An absent selector selects nothing, an empty one everything.
    ///
    /// @throws InvalidSelector in upstream's words
    public static Selector of(@Nullable LabelSelector selector) {
        if (selector == null) {
            return Selector.nothing();
        }
        if (selector.matchLabels().isEmpty() && selector.matchExpressions().isEmpty()) {
            return Selector.everything();
        }
        var requirements = new ArrayList<Requirement>();
        selector.matchLabels()
                .forEach((key, value) -> requirements.add(Requirement.equal(key, value)));
        for (var expression : selector.matchExpressions()) {
            requirements.add(
                    Requirements.checked(
                            expression.key(),
                            operator(expression.operator()),
                            expression.values()));
        }
        return new Selector.All(requirements);
    }

    private static Operator operator(String name) {
        return switch (name) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default ->
                    throw new InvalidSelector(
                            GoText.quote(name) + " is not a valid label selector operator");
        };
    }
}
