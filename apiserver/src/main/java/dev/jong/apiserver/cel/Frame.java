package dev.jong.apiserver.cel;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The variables of one evaluation and what it has cost so far. One thread.
final class Frame {
    private final Function<String, @Nullable Object> variables;
    private final Map<String, Object> locals = new HashMap<>();
    private final Meter meter;

    /// @param variables null for names that are not there
    Frame(Function<String, @Nullable Object> variables, Meter meter) {
        this.variables = variables;
        this.meter = meter;
    }

    Object variable(String name) {
        var local = locals.get(name);
        if (local instanceof CelException failure) {
            throw failure;
        }
        if (local != null) {
            return local;
        }
        var value = variables.apply(name);
        if (value == null) {
            throw new CelException.Failed("no such attribute(s): " + name);
        }
        return value;
    }

    /// Hides what the name stood for, which is the answer.
    ///
    /// @param value an exception when there is none: it is thrown when somebody asks
    @Nullable Object bind(String name, Object value) {
        return locals.put(name, value);
    }

    void restore(String name, @Nullable Object before) {
        if (before == null) {
            locals.remove(name);
        } else {
            locals.put(name, before);
        }
    }

    /// One more round of a loop begins.
    void round() {
        meter.round();
    }

    void charge(long units) {
        meter.add(units);
    }
}
