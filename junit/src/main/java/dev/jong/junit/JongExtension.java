package dev.jong.junit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Starts the cluster when a test first asks for it; JUnit closes what is in the store of the test
/// class.
final class JongExtension implements ParameterResolver {
    private static final Namespace OURS = Namespace.create(JongExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == Jong.class || Clients.canMake(type);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        var store = classContext(context).getStore(OURS);
        var nodes = context.getRequiredTestClass().getAnnotation(JongCluster.class).nodes();
        var cluster = store.computeIfAbsent(Jong.class, _ -> Jong.start(nodes), Jong.class);
        return type == Jong.class ? cluster : store.computeIfAbsent(type, cluster::client);
    }

    private static ExtensionContext classContext(ExtensionContext context) {
        var current = context;
        while (current.getTestMethod().isPresent() && current.getParent().isPresent()) {
            current = current.getParent().get();
        }
        return current;
    }
}
