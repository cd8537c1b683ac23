package dev.jong.apiserver.authorization;

import dev.jong.api.authorization.v1.ResourceAttributes;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.FieldSelectorRequirement;
import dev.jong.api.meta.v1.LabelSelectorRequirement;
import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.InvalidSelector;
import dev.jong.api.selector.Requirement;
import dev.jong.api.selector.Selector;
import dev.jong.apiserver.request.RequestInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// To which objects a list, a watch or a deletion of many narrows itself (KEP-4601). A part that
/// cannot be understood is left out: selectors only narrow.
public record Selection(
        List<FieldSelectorRequirement> fields, List<LabelSelectorRequirement> labels) {
    public static final Selection NONE = new Selection(List.of(), List.of());

    private static final Set<String> OF_MANY = Set.of("list", "watch", "deletecollection");

    public Selection {
        fields = List.copyOf(fields);
        labels = List.copyOf(labels);
    }

    static Selection of(RequestInfo info) {
        if (!OF_MANY.contains(info.verb())) {
            return NONE;
        }
        return NONE.withFields(info.query().value("fieldSelector"))
                .withLabels(info.query().value("labelSelector"));
    }

    /// Of a review; what it gives as text is read.
    static Selection of(ResourceAttributes attributes) {
        var selection = NONE;
        var byField = attributes.fieldSelector();
        if (byField != null) {
            check("fieldSelector", byField.rawSelector(), byField.requirements());
            selection =
                    byField.requirements().isEmpty()
                            ? selection.withFields(text(byField.rawSelector()))
                            : new Selection(byField.requirements(), List.of());
        }
        var byLabel = attributes.labelSelector();
        if (byLabel != null) {
            check("labelSelector", byLabel.rawSelector(), byLabel.requirements());
            selection =
                    byLabel.requirements().isEmpty()
                            ? selection.withLabels(text(byLabel.rawSelector()))
                            : new Selection(selection.fields(), byLabel.requirements());
        }
        return selection;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static void check(String name, @Nullable String raw, List<?> requirements) {
        if ((raw != null && !raw.isEmpty()) != requirements.isEmpty()) {
            throw ApiException.badRequest(
                    "spec.resourceAttributes."
                            + name
                            + (requirements.isEmpty()
                                    ? ": Required value: when specifying resourceAttributes."
                                            + name
                                            + ", a rawSelector or requirements must be specified"
                                    : ".rawSelector: Invalid value: \""
                                            + raw
                                            + "\": may not specified at the same time as requirements"));
        }
    }

    /// With what a text says of fields.
    public Selection withFields(String text) {
        if (text.isEmpty()) {
            return this;
        }
        try {
            return new Selection(
                    FieldSelector.parse(text).terms().stream()
                            .map(term ->
                                    new FieldSelectorRequirement(
                                            term.field(),
                                            term.equal() ? "In" : "NotIn",
                                            List.of(term.value())))
                            .toList(),
                    labels);
        } catch (InvalidSelector _) {
            return this; // refused when it is read for good
        }
    }

    /// With what a text says of labels.
    public Selection withLabels(String text) {
        if (text.isEmpty()) {
            return this;
        }
        try {
            var requirements = new ArrayList<LabelSelectorRequirement>();
            for (var each : Selector.parse(text).requirements()) {
                var operator = operator(each.operator());
                if (!operator.isEmpty()) {
                    requirements.add(
                            new LabelSelectorRequirement(each.key(), operator, each.values()));
                }
            }
            return new Selection(fields, requirements);
        } catch (InvalidSelector _) {
            return this;
        }
    }

    /// Empty for comparisons of numbers, which reviews have no word for.
    private static String operator(Requirement.Operator operator) {
        return switch (operator) {
            case IN, EQUALS, DOUBLE_EQUALS -> "In";
            case NOT_IN, NOT_EQUALS -> "NotIn";
            case EXISTS -> "Exists";
            case DOES_NOT_EXIST -> "DoesNotExist";
            case GREATER_THAN, LESS_THAN -> "";
        };
    }

    /// Whether only objects with this value in a field are asked for.
    boolean limits(String field, String value) {
        return fields.stream()
                .anyMatch(each ->
                        each.key().equals(field)
                                && each.operator().equals("In")
                                && each.values().equals(List.of(value)));
    }
}
