package dev.jong.apigenerator;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One type of a group and version.
///
/// @param resource `plural`, `namespaced`, `short`, `categories`; null for what is no resource
/// @param typed carries `kind` and `apiVersion`
/// @param atomic server-side apply owns it whole
/// @param unions what `x-kubernetes-unions` says: fields that exclude each other; empty for none
/// @param custom its JSON codec is written by hand
record ApiType(
        Definition home,
        String name,
        @Nullable Map<String, Object> resource,
        boolean typed,
        boolean atomic,
        List<Union> unions,
        boolean custom,
        List<ApiField> fields) {

    /// Fields of which one is set, KEP-1027.
    ///
    /// @param discriminator the field that says which; empty when there is none
    record Union(String discriminator, List<String> members) {}

    String fullName() {
        return home.javaPackage() + "." + name;
    }

    String openApiName() {
        return home.openApi() + "." + name;
    }

    /// True for what carries ObjectMeta and a kind.
    boolean isObject() {
        return typed && fields.stream().anyMatch(f -> isMeta(f, "ObjectMeta"));
    }

    boolean isList() {
        return typed
                && name.endsWith("List")
                && fields.stream().anyMatch(f -> isMeta(f, "ListMeta"));
    }

    private static boolean isMeta(ApiField field, String name) {
        return field.json().equals("metadata")
                && field.type() instanceof TypeRef.Struct(var _, var type)
                && type.equals(name);
    }

    /// What an object of this type says of itself.
    String apiVersion() {
        if (home.group().equals("meta.k8s.io")) {
            return name.startsWith("Table") || name.startsWith("PartialObjectMetadata")
                    ? "meta.k8s.io/v1"
                    : "v1";
        }
        return home.group().isEmpty() ? home.version() : home.group() + "/" + home.version();
    }
}
