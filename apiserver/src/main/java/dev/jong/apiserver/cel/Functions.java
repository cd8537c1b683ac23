package dev.jong.apiserver.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What can be called: declarations for the checker and bodies for the evaluation. Filled once.
final class Functions {
    private final Map<String, List<CelOverloadDecl>> declared = new LinkedHashMap<>();
    private final Map<String, List<Body>> bodies = new LinkedHashMap<>();

    /// `name(a, b)`
    Functions global(String name, String id, Body body, CelType result, CelType... parameters) {
        return declare(name, CelOverloadDecl.newGlobalOverload(id, result, parameters), body);
    }

    /// `a.name(b)`
    Functions member(String name, String id, Body body, CelType result, CelType... parameters) {
        return declare(name, CelOverloadDecl.newMemberOverload(id, result, parameters), body);
    }

    private Functions declare(String name, CelOverloadDecl overload, Body body) {
        declared.computeIfAbsent(name, _ -> new ArrayList<>()).add(overload);
        return define(name, body);
    }

    /// A body for what the language or one of its libraries declares.
    Functions define(String name, Body body) {
        bodies.computeIfAbsent(name, _ -> new ArrayList<>()).add(body);
        return this;
    }

    List<CelFunctionDecl> declarations() {
        return declared.entrySet().stream()
                .map(entry ->
                        CelFunctionDecl.newFunctionDeclaration(entry.getKey(), entry.getValue()))
                .toList();
    }

    boolean knows(String name) {
        return bodies.containsKey(name);
    }

    Object call(String name, Object[] arguments) {
        for (var body : bodies.getOrDefault(name, List.of())) {
            var result = body.call(arguments);
            if (result != null) {
                return result;
            }
        }
        throw CelException.noSuchOverload();
    }
}
