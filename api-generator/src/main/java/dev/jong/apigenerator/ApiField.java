package dev.jong.apigenerator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One field of a type: its JSON name, and everything that Go's declaration says about it.
///
/// @param numbers protobuf field numbers from the outermost message inwards; two when Go embeds a
///   struct; empty when there is none
/// @param facts `list`, `keys`, `map`, `struct`, `patch`, `merge`, `default`, `enum`
record ApiField(
        String json,
        TypeRef type,
        boolean pointer,
        Omit omit,
        boolean required,
        List<Integer> numbers,
        Map<String, Object> facts) {

    /// When Go leaves the field out.
    enum Omit {
        NEVER,
        EMPTY,
        ZERO
    }

    String java() {
        return JavaNames.component(json);
    }

    ApiField within(List<Integer> outer) {
        var path = new ArrayList<>(outer);
        path.addAll(numbers);
        return new ApiField(json, type, pointer, omit, required, path, facts);
    }

    /// True when an absent value is null in Java.
    boolean nullable() {
        return switch (type) {
            case TypeRef.ListOf _, TypeRef.MapOf _ -> false;
            case TypeRef.Struct _ -> pointer;
            case TypeRef.Scalar.STRING -> pointer || omit != Omit.NEVER;
            case TypeRef.Scalar.BYTES -> false;
            case TypeRef.Scalar scalar -> pointer || scalar.isAny() || scalar.isTime();
        };
    }
}
