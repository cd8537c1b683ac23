package dev.jong.apiserver.custom.value;

import dev.jong.api.errors.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one schema finds in one value. One thread.
///
/// The number of checks made tells which of several schemas came nearest to fitting: clients see
/// the findings of that one.
final class Findings {
    static final Findings NONE = new Findings();

    /// By their sentence: the same one is told once.
    private final Map<String, FieldError> errors = new LinkedHashMap<>();

    private int checks;

    boolean isEmpty() {
        return errors.isEmpty();
    }

    int checks() {
        return checks;
    }

    List<FieldError> list() {
        return List.copyOf(errors.values());
    }

    void add(String sentence, FieldError error) {
        errors.putIfAbsent(sentence, error);
    }

    void checked() {
        checks++;
    }

    void merge(Findings others) {
        others.errors.forEach(errors::putIfAbsent);
        checks += others.checks;
    }
}
