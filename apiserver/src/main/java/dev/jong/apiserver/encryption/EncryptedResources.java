package dev.jong.apiserver.encryption;

import dev.jong.api.errors.FieldErrors;
import dev.jong.apiserver.config.ConfigFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The names of resources in an entry, made whole: `secrets` becomes `secrets.`.
final class EncryptedResources {
    private static final Set<String> WITHOUT_API =
            Set.of("apiserveripinfo", "serviceipallocations", "servicenodeportallocations");

    private EncryptedResources() {}

    static List<String> names(ConfigFields entry, FieldErrors errors) {
        var texts = entry.texts("resources");
        var path = entry.path("resources");
        if (texts.isEmpty()) {
            errors.required(path, "at least one " + path + " is required");
        }
        var names = new ArrayList<String>();
        for (int i = 0; i < texts.size(); i++) {
            var problem = problem(texts.get(i));
            if (problem.isPresent()) {
                errors.invalid(path.index(i), texts.get(i), problem.get());
            } else {
                names.add(whole(texts.get(i)));
            }
        }
        if (new HashSet<>(names).size() < names.size()) {
            errors.invalid(path, texts, "the same resource cannot be specified multiple times");
        }
        if (names.stream()
                .anyMatch(name -> names.stream().anyMatch(other -> covers(name, other)))) {
            errors.invalid(
                    path,
                    texts,
                    "using overlapping resources such as 'secrets' and '*.' in the same resource list is not"
                            + " allowed as they will be masked");
        }
        return names;
    }

    /// An earlier entry that leaves nothing to this one.
    static Optional<String> masking(String name, Collection<String> earlier) {
        return earlier.stream()
                .filter(each -> covers(each, name) || (each.startsWith("*.") && each.equals(name)))
                .findFirst();
    }

    private static boolean covers(String name, String other) {
        if (name.equals(other) || !name.startsWith("*.")) {
            return false;
        }
        return name.equals("*.*") || group(name).equals(group(other));
    }

    private static String whole(String text) {
        return text.indexOf('.') < 0 ? text + "." : text;
    }

    private static String group(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    private static Optional<String> problem(String text) {
        var name = whole(text);
        var group = group(name);
        if (!text.equals(text.toLowerCase(Locale.ROOT))) {
            return Optional.of("resource name should not contain capital letters");
        }
        if (text.equals("*")) {
            return Optional.of(
                    "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources");
        }
        if (WITHOUT_API.contains(text)) {
            return Optional.of("resources which do not have REST API/s cannot be encrypted");
        }
        if (group.equals("events.k8s.io")) {
            return Optional.of(
                    "'*.events.k8s.io' objects are stored using the 'events' API group in etcd. Use 'events'"
                            + " instead in the config file");
        }
        if (group.equals("extensions")) {
            return Optional.of(
                    "'extensions' group has been removed and cannot be used for encryption");
        }
        return group.equals("*") && !name.startsWith("*.")
                ? Optional.of("encrypting the same resource across groups is not supported")
                : Optional.empty();
    }
}
