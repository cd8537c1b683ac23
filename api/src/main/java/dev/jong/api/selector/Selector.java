package dev.jong.api.selector;

import dev.jong.api.selector.Requirement.Operator;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which labels an object must carry; all requirements hold, or nothing is ever selected.
@SuppressWarnings("ClassInitializationDeadlock") // the records hold no statics
public sealed interface Selector {
    /// Selects what meets every requirement; sorted by key.
    record All(List<Requirement> requirements) implements Selector {
        public All {
            requirements =
                    requirements.stream().sorted(Comparator.comparing(Requirement::key)).toList();
        }

        @Override
        public boolean matches(Map<String, String> labels) {
            for (var requirement : requirements) {
                if (!requirement.matches(labels)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return requirements.stream()
                    .map(Requirement::toString)
                    .collect(Collectors.joining(","));
        }
    }

    /// Selects no object.
    record Nothing() implements Selector {
        @Override
        public boolean matches(Map<String, String> labels) {
            return false;
        }

        @Override
        public List<Requirement> requirements() {
            return List.of();
        }

        @Override
        public String toString() {
            return "";
        }
    }

    /// A method, since a constant here and a class below would wait for each other when two threads
    /// load them.
    static Selector everything() {
        return new All(List.of());
    }

    static Selector nothing() {
        return new Nothing();
    }

    boolean matches(Map<String, String> labels);

    List<Requirement> requirements();

    /// Reads the form of the `labelSelector` query parameter.
    ///
    /// @throws InvalidSelector in upstream's words
    static Selector parse(String text) {
        return text.isEmpty() ? everything() : new SelectorParser(text).parse();
    }

    /// Selects objects that carry all these labels.
    static Selector ofLabels(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return everything();
        }
        return new All(
                labels.entrySet().stream()
                        .map(label -> Requirement.equal(label.getKey(), label.getValue()))
                        .toList());
    }

    default boolean isEverything() {
        return this instanceof All(var requirements) && requirements.isEmpty();
    }

    /// The only value that the label may have, if the selector says so.
    default Optional<String> exactMatch(String label) {
        for (var requirement : requirements()) {
            if (requirement.key().equals(label)) {
                boolean exact =
                        requirement.operator() == Operator.EQUALS
                                || requirement.operator() == Operator.DOUBLE_EQUALS
                                || requirement.operator() == Operator.IN;
                return exact && requirement.values().size() == 1
                        ? Optional.of(requirement.values().getFirst())
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
