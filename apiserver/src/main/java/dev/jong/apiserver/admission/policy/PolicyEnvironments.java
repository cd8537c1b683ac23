package dev.jong.apiserver.admission.policy;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.jong.apiserver.cel.AuthorizerValue;
import dev.jong.apiserver.cel.Environment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What expressions of policies may name: `object`, `oldObject`, `request`, `namespaceObject`, and
/// where they are offered `params`, `authorizer`, `variables` and types of patches.
public final class PolicyEnvironments {
    private static final CelType STRINGS = ListType.create(SimpleType.STRING);
    private static final CelType LABELS = MapType.create(SimpleType.STRING, SimpleType.STRING);
    private static final Map<String, CelType> TYPES = types();

    private PolicyEnvironments() {}

    /// @param object the type of `object` and `oldObject`
    public record Offer(CelType object, Optional<CelType> params, boolean authorizer) {
        public static Offer untyped(boolean params, boolean authorizer) {
            return new Offer(
                    SimpleType.DYN,
                    params ? Optional.of(SimpleType.DYN) : Optional.empty(),
                    authorizer);
        }
    }

    public static Environment of(Offer offer) {
        var variables = new HashMap<String, CelType>();
        variables.put("object", offer.object());
        variables.put("oldObject", offer.object());
        variables.put("request", type("kubernetes.AdmissionRequest"));
        variables.put("namespaceObject", type("kubernetes.Namespace"));
        offer.params().ifPresent(type -> variables.put("params", type));
        if (offer.authorizer()) {
            variables.put("authorizer", AuthorizerValue.TYPE);
            variables.put("authorizer.requestResource", AuthorizerValue.RESOURCE_TYPE);
        }
        return new Environment(variables, name -> Optional.ofNullable(TYPES.get(name)));
    }

    private static CelType type(String name) {
        return Optional.ofNullable(TYPES.get(name)).orElseThrow();
    }

    private static Map<String, CelType> types() {
        var all = new LinkedHashMap<String, CelType>();
        request(all);
        namespace(all);
        return Map.copyOf(all);
    }

    private static void request(Map<String, CelType> all) {
        var text = SimpleType.STRING;
        var kind =
                struct(
                        all,
                        "kubernetes.GroupVersionKind",
                        Map.of("group", text, "version", text, "kind", text));
        var resource =
                struct(
                        all,
                        "kubernetes.GroupVersionResource",
                        Map.of("group", text, "version", text, "resource", text));
        var user =
                struct(
                        all,
                        "kubernetes.UserInfo",
                        Map.of(
                                "username",
                                text,
                                "uid",
                                text,
                                "groups",
                                STRINGS,
                                "extra",
                                MapType.create(text, STRINGS)));
        var fields = new HashMap<String, CelType>();
        fields.put("kind", kind);
        fields.put("resource", resource);
        fields.put("subResource", text);
        fields.put("requestKind", kind);
        fields.put("requestResource", resource);
        fields.put("requestSubResource", text);
        fields.put("name", text);
        fields.put("namespace", text);
        fields.put("operation", text);
        fields.put("userInfo", user);
        fields.put("dryRun", SimpleType.BOOL);
        fields.put("options", SimpleType.DYN);
        var _ = struct(all, "kubernetes.AdmissionRequest", fields);
    }

    private static void namespace(Map<String, CelType> all) {
        var text = SimpleType.STRING;
        var fields = new HashMap<String, CelType>();
        for (var name :
                new String[] {"name", "generateName", "namespace", "UID", "resourceVersion"}) {
            fields.put(name, text);
        }
        fields.put("labels", LABELS);
        fields.put("annotations", LABELS);
        fields.put("creationTimestamp", SimpleType.TIMESTAMP);
        fields.put("deletionTimestamp", SimpleType.TIMESTAMP);
        fields.put("deletionGracePeriodSeconds", SimpleType.INT);
        fields.put("generation", SimpleType.INT);
        fields.put("finalizers", STRINGS);
        var metadata = struct(all, "kubernetes.NamespaceMetadata", fields);
        var spec = struct(all, "kubernetes.NamespaceSpec", Map.of("finalizers", STRINGS));
        var condition =
                struct(
                        all,
                        "kubernetes.NamespaceCondition",
                        Map.of(
                                "status",
                                text,
                                "type",
                                text,
                                "lastTransitionTime",
                                SimpleType.TIMESTAMP,
                                "message",
                                text,
                                "reason",
                                text));
        var status =
                struct(
                        all,
                        "kubernetes.NamespaceStatus",
                        Map.of("conditions", ListType.create(condition), "phase", text));
        var _ =
                struct(
                        all,
                        "kubernetes.Namespace",
                        Map.of("metadata", metadata, "spec", spec, "status", status));
    }

    private static CelType struct(
            Map<String, CelType> all, String name, Map<String, CelType> fields) {
        var type = struct(name, fields);
        all.put(name, type);
        return type;
    }

    @SuppressWarnings("Immutable")
    static StructType struct(String name, Map<String, CelType> fields) {
        var known = Map.copyOf(fields);
        return StructType.create(
                name,
                ImmutableSet.copyOf(known.keySet()),
                field -> Optional.ofNullable(known.get(field)));
    }
}
