package dev.jong.junit;

import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;

/// Makes clients of the libraries that people use, if theirs is on the class path: fabric8's
/// `KubernetesClient`, and `ApiClient` of the official client. By reflection, so that none is
/// needed.
final class Clients {
    private static final String FABRIC8 = "io.fabric8.kubernetes.client.KubernetesClient";
    private static final String OFFICIAL = "io.kubernetes.client.openapi.ApiClient";

    private Clients() {}

    static boolean canMake(Class<?> type) {
        return type.getName().equals(FABRIC8) || type.getName().equals(OFFICIAL);
    }

    static <T> T of(Class<T> type, String kubeconfig) {
        try {
            return switch (type.getName()) {
                case FABRIC8 -> type.cast(fabric8(type.getClassLoader(), kubeconfig));
                case OFFICIAL -> type.cast(official(type.getClassLoader(), kubeconfig));
                default ->
                        throw new IllegalArgumentException(
                                "no client of type "
                                        + type.getName()
                                        + " can be made; there are "
                                        + FABRIC8
                                        + " and "
                                        + OFFICIAL);
            };
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "the client does not take the kubeconfig", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of the client is not known to Jong", e);
        }
    }

    private static Object fabric8(ClassLoader loader, String kubeconfig)
            throws ReflectiveOperationException {
        var configType = loader.loadClass("io.fabric8.kubernetes.client.Config");
        var builderType = loader.loadClass("io.fabric8.kubernetes.client.KubernetesClientBuilder");
        var config = configType.getMethod("fromKubeconfig", String.class).invoke(null, kubeconfig);
        var builder = builderType.getConstructor().newInstance();
        builderType.getMethod("withConfig", configType).invoke(builder, config);
        return builderType.getMethod("build").invoke(builder);
    }

    private static Object official(ClassLoader loader, String kubeconfig)
            throws ReflectiveOperationException {
        var configType = loader.loadClass("io.kubernetes.client.util.KubeConfig");
        var builderType = loader.loadClass("io.kubernetes.client.util.ClientBuilder");
        var config =
                configType
                        .getMethod("loadKubeConfig", Reader.class)
                        .invoke(null, new StringReader(kubeconfig));
        var builder = builderType.getMethod("kubeconfig", configType).invoke(null, config);
        return builderType.getMethod("build").invoke(builder);
    }
}
