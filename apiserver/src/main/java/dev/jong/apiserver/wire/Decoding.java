package dev.jong.apiserver.wire;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Cbor;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.yaml.InvalidYaml;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.custom.Pruning;
import dev.jong.apiserver.wire.Body.Undecodable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Makes objects of a kind from what clients send.
public final class Decoding {
    private Decoding() {}

    static <T extends KubernetesObject> T json(
            byte[] bytes, Kind<T> kind, Strictness strictness, List<String> problems) {
        var head = BodyHead.ofJson(bytes);
        if (kind.type() == Unstructured.class) {
            CustomClaim.checkBody(
                    head.apiVersion(),
                    head.kind(),
                    kind,
                    () -> new String(bytes, StandardCharsets.UTF_8));
        } else {
            Claim.check(
                    head.apiVersion(), head.kind(), kind, other -> Json.read(bytes, other.codec()));
        }
        try {
            return strictness.silent()
                    ? Json.read(bytes, kind.codec())
                    : Json.read(bytes, kind.codec(), problems::add);
        } catch (JsonException e) {
            throw new Undecodable(Claim.of(kind), String.valueOf(e.getMessage()));
        }
    }

    static <T extends KubernetesObject> T cbor(
            byte[] bytes, Kind<T> kind, Strictness strictness, List<String> problems) {
        var head = BodyHead.ofCbor(bytes);
        if (kind.type() == Unstructured.class) {
            demandNamed(head, bytes);
        }
        Claim.check(head.apiVersion(), head.kind(), kind, other -> Cbor.read(bytes, other.codec()));
        try {
            return strictness.silent()
                    ? Cbor.read(bytes, kind.codec())
                    : Cbor.read(bytes, kind.codec(), problems::add);
        } catch (JsonException e) {
            throw new Undecodable(Claim.of(kind), String.valueOf(e.getMessage()));
        }
    }

    /// Custom objects say what they are in CBOR, where JSON lets them leave it to the path.
    private static void demandNamed(BodyHead head, byte[] bytes) {
        var missing = head.kind() == null || head.kind().isEmpty() ? "Kind" : "apiVersion";
        var given = missing.equals("Kind") ? head.kind() : head.apiVersion();
        if (given == null || given.isEmpty()) {
            throw new Undecodable(
                    null,
                    "Object '"
                            + missing
                            + "' is missing in '"
                            + Json.text(Cbor.parse(bytes))
                            + "'");
        }
    }

    static <T extends KubernetesObject> T yaml(
            byte[] bytes, Kind<T> kind, Strictness strictness, List<String> problems) {
        try {
            var document = Yaml.readDocument(new String(bytes, StandardCharsets.UTF_8));
            problems.addAll(
                    strictness == Strictness.STRICT && !document.duplicates().isEmpty()
                            ? List.of(Yaml.duplicates(document))
                            : document.duplicates());
            if (kind.type() == Unstructured.class
                    && document.value() instanceof JsonObject object) {
                CustomClaim.checkBody(
                        object.text("apiVersion"),
                        object.text("kind"),
                        kind,
                        () -> Json.text(object));
            }
            return tree(document.value(), kind, strictness, problems);
        } catch (InvalidYaml e) {
            throw new Undecodable(null, String.valueOf(e.getMessage()));
        }
    }

    /// An object from a tree, as patches yield it.
    ///
    /// @throws Undecodable when it is none of the kind
    public static <T extends KubernetesObject> T tree(
            JsonValue tree, Kind<T> kind, Strictness strictness, List<String> problems) {
        var head = BodyHead.of(tree);
        if (kind.type() == Unstructured.class) {
            CustomClaim.checkPatched(head.apiVersion(), head.kind(), kind, tree);
        } else {
            Claim.check(
                    head.apiVersion(), head.kind(), kind, other -> Json.read(tree, other.codec()));
        }
        return body(tree, kind, strictness, problems);
    }

    /// As [#tree], whatever the tree says it is.
    public static <T extends KubernetesObject> T body(
            JsonValue tree, Kind<T> kind, Strictness strictness, List<String> problems) {
        try {
            var object =
                    strictness.silent()
                            ? Json.read(tree, kind.codec())
                            : Json.read(tree, kind.codec(), problems::add);
            return pruned(object, problems);
        } catch (JsonException e) {
            throw new Undecodable(Claim.of(kind), String.valueOf(e.getMessage()));
        }
    }

    /// Without the fields that a custom object's definition does not declare; those in the metadata
    /// of embedded objects are told last.
    ///
    /// @throws Undecodable when an embedded object is none
    @SuppressWarnings("unchecked")
    static <T extends KubernetesObject> T pruned(T object, List<String> problems) {
        if (!(object instanceof Unstructured custom)) {
            return object;
        }
        var inMetadata = new ArrayList<String>();
        var listener =
                new Pruning.Listener() {
                    @Override
                    public void dropped(String path, boolean metadata) {
                        var problem = "unknown field \"" + path + '"';
                        if (metadata) {
                            inMetadata.add(problem);
                        } else {
                            problems.add(problem);
                        }
                    }

                    @Override
                    public void misfit(String path, Object shown, String why) {
                        throw new Undecodable(
                                Claim.of(custom.kind()),
                                FieldError.invalid(FieldPath.of(path), shown, why).toString());
                    }
                };
        var kept = Pruning.prune(custom.body(), custom.kind().schema(), listener);
        problems.addAll(inMetadata);
        // what is unknown is told after what is said twice
        problems.sort(Comparator.comparing(problem -> problem.startsWith("unknown field")));
        return (T) custom.withBody(kept);
    }
}
