package dev.jong.apiserver.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.compiler.CelCompiler;
import dev.cel.extensions.CelExtensions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The variables and types that expressions of one place may use. Any thread; remembers what it
/// compiled.
public final class Environment {
    private static final int MOST_REMEMBERED = 1_000;

    /// The checker lists what would have fitted, which upstream's does not.
    private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*\\)(?=\\n|$)");

    /// Where an expression might end or go on; upstream's parser tells only that it might end.
    private static final Pattern END = Pattern.compile("expecting \\{<EOF>, [^}]*+\\}");

    /// What the parser says of texts that are no expression.
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "(ERROR: <input>:\\d+:\\d+: )(mismatched input|extraneous input|no viable"
                            + " alternative|token recognition error|missing )");

    private static final String NOTHING =
            "ERROR: <input>:1:0: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(',"
                    + " '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT,"
                    + " STRING, BYTES, IDENTIFIER}";

    private final Map<String, CelType> variables;
    private final Function<String, Optional<CelType>> types;
    private final boolean bindings;
    private final boolean patches;
    private final Map<String, Program> remembered = new ConcurrentHashMap<>();

    /// Made when something is to be compiled. Guarded by `this`.
    private volatile @Nullable CelCompiler compiler;

    /// @param types by their names; empty for others
    public Environment(Map<String, CelType> variables, Function<String, Optional<CelType>> types) {
        this(variables, types, false, false);
    }

    private Environment(
            Map<String, CelType> variables,
            Function<String, Optional<CelType>> types,
            boolean bindings,
            boolean patches) {
        this.variables = Map.copyOf(variables);
        this.types = types;
        this.bindings = bindings;
        this.patches = patches;
    }

    public Environment(Map<String, CelType> variables) {
        this(variables, _ -> Optional.empty());
    }

    public Environment with(String name, CelType type) {
        var more = new LinkedHashMap<>(variables);
        more.put(name, type);
        return new Environment(more, types, bindings, patches);
    }

    public Environment withTypes(Function<String, Optional<CelType>> further) {
        return new Environment(
                variables,
                name -> types.apply(name).or(() -> further.apply(name)),
                bindings,
                patches);
    }

    /// Lets expressions write patches, of types that go by these names.
    public Environment withPatches(Function<String, Optional<CelType>> written) {
        var typed = withTypes(written);
        return new Environment(variables, typed.types, bindings, true);
    }

    /// Lets expressions name values on their way: `cel.bind(name, value, expression)`.
    Environment withBindings() {
        return new Environment(variables, types, true, patches);
    }

    /// @throws CelException.Invalid with upstream's text
    public Program compile(String text) {
        var known = remembered.get(text);
        if (known != null) {
            return known;
        }
        try {
            var tree = compiler().compile(text).getAst();
            Literals.check(tree);
            var program = new Program(text, tree, Planner.plan(tree, Standard.FUNCTIONS));
            if (remembered.size() >= MOST_REMEMBERED) {
                remembered.clear();
            }
            remembered.put(text, program);
            return program;
        } catch (CelValidationException e) {
            throw new CelException.Invalid(message(text, e));
        } catch (StackOverflowError e) {
            throw new CelException.Invalid(
                    "ERROR: <input>:1:1: expression recursion limit exceeded");
        }
    }

    private static String message(String text, CelValidationException e) {
        if (text.isEmpty()) {
            // There is no first column.
            return NOTHING;
        }
        var message = CelIssue.toDisplayString(e.getErrors(), e.getSource());
        var plain = CANDIDATES.matcher(message).replaceAll("");
        var whole = END.matcher(plain).replaceAll("expecting <EOF>");
        return SYNTAX.matcher(whole).replaceAll("$1Syntax error: $2");
    }

    private synchronized CelCompiler compiler() {
        var made = compiler;
        if (made == null) {
            var builder =
                    Standard.COMPILER.toCompilerBuilder().setTypeProvider(new Provider(types));
            variables.forEach(builder::addVar);
            if (bindings) {
                builder.addLibraries(CelExtensions.bindings());
            }
            if (patches) {
                builder.addFunctionDeclarations(Standard.PATCH_KEYS);
            }
            made = builder.build();
            compiler = made;
        }
        return made;
    }

    /// Types are found by name, and never change.
    @SuppressWarnings("Immutable")
    private record Provider(Function<String, Optional<CelType>> source) implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableList.of();
        }

        @Override
        public Optional<CelType> findType(String name) {
            return source.apply(name);
        }
    }
}
