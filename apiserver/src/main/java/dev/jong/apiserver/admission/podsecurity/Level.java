package dev.jong.apiserver.admission.podsecurity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How strict, the least strict first.
enum Level {
    PRIVILEGED,
    BASELINE,
    RESTRICTED;

    static Optional<Level> parse(String text) {
        return Arrays.stream(values()).filter(level -> level.toString().equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
