package dev.jong.apiserver.validation;

import dev.jong.api.Bytes;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.names.FieldNames;
import java.util.List;
import java.util.Map;

/// ConfigMaps and Secrets.
final class ConfigRules {
    private static final FieldPath DATA = FieldPath.of("data");
    private static final FieldPath BINARY = FieldPath.of("binaryData");
    private static final int LARGEST = 1 << 20;
    private static final String IMMUTABLE = "field is immutable when `immutable` is set";

    private ConfigRules() {}

    static List<FieldError> configMap(ConfigMap map) {
        var errors = new FieldErrors();
        long most = 0;
        for (var entry : map.data().entrySet()) {
            var at = DATA.key(entry.getKey());
            errors.invalidEach(at, entry.getKey(), FieldNames.configKey(entry.getKey()));
            if (map.binaryData().containsKey(entry.getKey())) {
                errors.invalid(at, entry.getKey(), "duplicate of key present in binaryData");
            }
            most += 3L * entry.getValue().length();
        }
        long size = keys(map.binaryData(), BINARY, errors);
        if (size + most > LARGEST && size + textSize(map) > LARGEST) {
            errors.add(FieldError.tooLong(FieldPath.of(""), LARGEST));
        }
        return errors.list();
    }

    private static long textSize(ConfigMap map) {
        return map.data().values().stream().mapToLong(ConfigRules::utf8Length).sum();
    }

    /// Number of bytes that the text has in UTF-8.
    private static long utf8Length(String text) {
        long size = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A pair of surrogates is four bytes, two for each.
            size += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return size;
    }

    private static long keys(Map<String, Bytes> data, FieldPath path, FieldErrors errors) {
        long size = 0;
        for (var entry : data.entrySet()) {
            errors.invalidEach(
                    path.key(entry.getKey()), entry.getKey(), FieldNames.configKey(entry.getKey()));
            size += entry.getValue().size();
        }
        return size;
    }

    static List<FieldError> configMapUpdate(ConfigMap now, ConfigMap old) {
        var errors = new FieldErrors();
        if (Boolean.TRUE.equals(old.immutable())) {
            if (!Boolean.TRUE.equals(now.immutable())) {
                errors.forbidden(FieldPath.of("immutable"), IMMUTABLE);
            }
            if (!now.data().equals(old.data())) {
                errors.forbidden(DATA, IMMUTABLE);
            }
            if (!now.binaryData().equals(old.binaryData())) {
                errors.forbidden(BINARY, IMMUTABLE);
            }
        }
        return errors.list();
    }

    static List<FieldError> secret(Secret secret) {
        var errors = new FieldErrors();
        if (keys(secret.data(), DATA, errors) > LARGEST) {
            errors.add(FieldError.tooLong(DATA, LARGEST));
        }
        switch (secret.type() == null ? "" : secret.type()) {
            case "kubernetes.io/service-account-token" -> {
                var key = "kubernetes.io/service-account.name";
                if (secret.metadata().annotations().getOrDefault(key, "").isEmpty()) {
                    errors.required(FieldPath.of("metadata", "annotations").key(key), "");
                }
            }
            case "kubernetes.io/dockercfg" -> json(secret, ".dockercfg", errors);
            case "kubernetes.io/dockerconfigjson" -> json(secret, ".dockerconfigjson", errors);
            case "kubernetes.io/basic-auth" -> {
                if (!secret.data().containsKey("username")
                        && !secret.data().containsKey("password")) {
                    errors.required(DATA.key("username"), "");
                    errors.required(DATA.key("password"), "");
                }
            }
            case "kubernetes.io/ssh-auth" -> {
                if (secret.data().getOrDefault("ssh-privatekey", Bytes.EMPTY).isEmpty()) {
                    errors.required(DATA.key("ssh-privatekey"), "");
                }
            }
            case "kubernetes.io/tls" -> {
                demand(secret, "tls.crt", errors);
                demand(secret, "tls.key", errors);
            }
            default -> {}
        }
        return errors.list();
    }

    private static void demand(Secret secret, String key, FieldErrors errors) {
        if (!secret.data().containsKey(key)) {
            errors.required(DATA.key(key), "");
        }
    }

    private static void json(Secret secret, String key, FieldErrors errors) {
        var content = secret.data().get(key);
        if (content == null) {
            errors.required(DATA.key(key), "");
            return;
        }
        var hidden = "<secret contents redacted>";
        try {
            if (!(Json.parse(content.utf8()) instanceof JsonObject)) {
                errors.invalid(DATA.key(key), hidden, "json: cannot unmarshal into Go value");
            }
        } catch (JsonException wrong) {
            errors.invalid(DATA.key(key), hidden, String.valueOf(wrong.getMessage()));
        }
    }

    static List<FieldError> secretUpdate(Secret now, Secret old) {
        var errors = new FieldErrors();
        errors.immutable(FieldPath.of("type"), now.type(), old.type());
        if (Boolean.TRUE.equals(old.immutable())) {
            if (!Boolean.TRUE.equals(now.immutable())) {
                errors.forbidden(FieldPath.of("immutable"), IMMUTABLE);
            }
            if (!now.data().equals(old.data())) {
                errors.forbidden(DATA, IMMUTABLE);
            }
        }
        return errors.list();
    }
}
