package dev.jong.apiserver.streaming;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Writes a query.
final class Parameters {
    private final StringBuilder text = new StringBuilder();

    Parameters add(String name, String value) {
        text.append(text.isEmpty() ? '?' : '&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        return this;
    }

    Parameters addIf(boolean wanted, String name, String value) {
        return wanted ? add(name, value) : this;
    }

    /// `?a=b&c=d`, or nothing.
    @Override
    public String toString() {
        return text.toString();
    }
}
