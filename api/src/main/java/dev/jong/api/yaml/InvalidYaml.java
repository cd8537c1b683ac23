package dev.jong.api.yaml;

/// A text that is no YAML, or YAML that has no place in JSON.
public final class InvalidYaml extends RuntimeException {
    InvalidYaml(String message) {
        super(message);
    }
}
