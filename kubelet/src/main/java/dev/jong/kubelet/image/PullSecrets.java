package dev.jong.kubelet.image;

import dev.jong.api.core.v1.Secret;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.kubelet.runtime.PullCredentials;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Credentials for an image among the registries that pull secrets name.
public final class PullSecrets {
    private PullSecrets() {}

    /// What to try, in order; ends with no credentials at all.
    public static List<PullCredentials> of(List<Secret> secrets, String image) {
        var found = new ArrayList<PullCredentials>();
        for (var secret : secrets) {
            var file = secret.data().get(".dockerconfigjson");
            if (file != null) {
                collect(file.utf8(), image, found);
            }
        }
        found.add(PullCredentials.NONE);
        return found;
    }

    private static void collect(String file, String image, List<PullCredentials> found) {
        try {
            if (Json.parse(file) instanceof JsonObject whole
                    && whole.get("auths") instanceof JsonObject registries) {
                registries
                        .fields()
                        .forEach((registry, entry) -> {
                            if (entry instanceof JsonObject fields && matches(registry, image)) {
                                found.add(credentials(fields));
                            }
                        });
            }
        } catch (JsonException _) {
            // A secret that is not what it says it is gives no credentials, as if it were not
            // there.
        }
    }

    private static boolean matches(String registry, String image) {
        var wanted =
                registry.replaceFirst("^https?://", "")
                        .replaceFirst("/v[12]/?$", "")
                        .replaceFirst("/$", "");
        if (wanted.equals("index.docker.io") || wanted.equals("docker.io")) {
            return image.indexOf('/') < 0
                    || image.startsWith("docker.io/")
                    || !image.substring(0, image.indexOf('/')).contains(".");
        }
        return image.startsWith(wanted + "/") || image.startsWith(wanted + ":");
    }

    private static PullCredentials credentials(JsonObject fields) {
        var auth = text(fields, "auth");
        var user = text(fields, "username");
        var password = text(fields, "password");
        if (user.isEmpty() && !auth.isEmpty()) {
            var decoded =
                    new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8)
                            .split(":", 2);
            user = decoded[0];
            password = decoded.length > 1 ? decoded[1] : "";
        }
        return new PullCredentials(user, password, "", text(fields, "identitytoken"));
    }

    private static String text(JsonObject fields, String name) {
        return fields.get(name) instanceof JsonText(var value) ? value : "";
    }
}
