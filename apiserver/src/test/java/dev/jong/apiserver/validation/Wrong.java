package dev.jong.apiserver.validation;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.FieldError;
import dev.jong.api.json.Json;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.defaults.Defaults;
import java.util.List;

/// What validation says of objects written as YAML, after they got their defaults.
final class Wrong {
    private Wrong() {}

    static <T extends KubernetesObject> List<String> with(Kind<T> kind, String yaml) {
        return texts(Validation.of(kind).always().apply(read(kind, yaml)));
    }

    static <T extends KubernetesObject> List<String> withUpdate(
            Kind<T> kind, String now, String old) {
        return texts(Validation.of(kind).update().apply(read(kind, now), read(kind, old)));
    }

    static List<String> texts(List<FieldError> errors) {
        return errors.stream().map(Object::toString).toList();
    }

    static <T extends KubernetesObject> T read(Kind<T> kind, String yaml) {
        return Defaults.of(kind).apply(Json.read(Yaml.read(yaml), kind.codec()));
    }
}
