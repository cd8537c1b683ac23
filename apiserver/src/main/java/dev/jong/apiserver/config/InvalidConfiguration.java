package dev.jong.apiserver.config;

import java.util.List;

/// A flag or a configuration file that this server cannot be started with, in one sentence for
/// people.
public final class InvalidConfiguration extends RuntimeException {
    public InvalidConfiguration(String message) {
        super(message);
    }

    /// Refuses with all that is wrong, if anything is.
    public static void throwIfAny(List<String> wrong) {
        if (!wrong.isEmpty()) {
            throw new InvalidConfiguration(
                    wrong.size() == 1 ? wrong.getFirst() : "[" + String.join(", ", wrong) + "]");
        }
    }

    public InvalidConfiguration(String message, Throwable cause) {
        super(message, cause);
    }
}
