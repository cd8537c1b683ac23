package dev.jong.apiserver.cel;

import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.parser.CelStandardMacro;

/// What every environment has: the language, CEL's extensions that Kubernetes turns on, and
/// Kubernetes' own libraries. Made when the first expression is compiled, since that takes a while.
final class Standard {
    static final Functions FUNCTIONS = functions();
    static final CelCompiler COMPILER = compiler();

    private static final String ESCAPE_KEY = "jsonpatch.escapeKey";

    /// Only those who write patches may call it.
    static final CelFunctionDecl PATCH_KEYS =
            CelFunctionDecl.newFunctionDeclaration(
                    ESCAPE_KEY,
                    CelOverloadDecl.newGlobalOverload(
                            "string_jsonpatch_escapeKey_string", STRING, STRING));

    private static final int LONGEST_EXPRESSION = 100_000;

    private Standard() {}

    private static Functions functions() {
        var functions = new Functions();
        Operators.addTo(functions);
        Conversions.addTo(functions);
        Times.addTo(functions);
        Texts.addTo(functions);
        Lists.addTo(functions);
        Optionals.addTo(functions);
        Regexes.addTo(functions);
        UrlValue.addTo(functions);
        IpValue.addTo(functions);
        CidrValue.addTo(functions);
        QuantityValue.addTo(functions);
        VersionValue.addTo(functions);
        FormatValue.addTo(functions);
        AuthorizerValue.addTo(functions);
        return functions.define(
                ESCAPE_KEY,
                Body.of(String.class, key -> key.replace("~", "~0").replace("/", "~1")));
    }

    private static CelCompiler compiler() {
        var options =
                CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .maxExpressionCodePointSize(LONGEST_EXPRESSION)
                        .build();
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(options)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(
                        CelExtensions.optional(),
                        CelExtensions.comprehensions(),
                        CelExtensions.lists(
                                CelListsExtensions.Function.SLICE,
                                CelListsExtensions.Function.FLATTEN,
                                CelListsExtensions.Function.RANGE,
                                CelListsExtensions.Function.DISTINCT,
                                CelListsExtensions.Function.REVERSE))
                .addMacros(SortBy.MACRO)
                .addFunctionDeclarations(FUNCTIONS.declarations())
                .build();
    }
}
