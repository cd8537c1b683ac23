package dev.jong.apigenerator;

import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Descriptions of types and fields, from the comments of `io.kubernetes:client-java-proto` and,
/// where they say nothing, the annotations of `io.kubernetes:client-java-api`. These end with the
/// values that a field may have, which the comments leave out.
final class Descriptions {
    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    private static final String VALUES = "Possible enum values:";

    private final Map<String, Map<String, String>> known = new HashMap<>();
    private final ProtoWords words = ProtoWords.read();

    /// Empty when none is published.
    String of(ApiType type) {
        return text(words.of(type.openApiName(), ""), known(type).getOrDefault("", ""));
    }

    /// Empty when none is published.
    String of(ApiType type, String json) {
        return text(words.of(type.openApiName(), json), known(type).getOrDefault(plain(json), ""));
    }

    /// @param annotated all in one line
    private static String text(String commented, String annotated) {
        if (commented.isEmpty()) {
            return annotated;
        }
        int values = annotated.indexOf(VALUES);
        if (values < 0 || commented.contains(VALUES)) {
            return commented;
        }
        return commented + "\n\n" + annotated.substring(values).replace(" - `", "\n - `");
    }

    private Map<String, String> known(ApiType type) {
        return known.computeIfAbsent(type.openApiName(), _ -> read(type));
    }

    private static Map<String, String> read(ApiType type) {
        var model = model(type);
        var texts = new HashMap<String, String>();
        if (model != null) {
            var whole = model.getAnnotation(ApiModel.class);
            if (whole != null) {
                texts.put("", whole.description());
            }
            for (Method method : model.getMethods()) {
                var property = method.getAnnotation(ApiModelProperty.class);
                if (property != null) {
                    texts.put(plain(method.getName().substring(3)), property.value());
                }
            }
        }
        return texts;
    }

    /// Accessors and JSON names differ in case and punctuation only.
    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static @Nullable Class<?> model(ApiType type) {
        var version = type.home().version().toUpperCase(Locale.ROOT);
        var group = type.home().id().split("/", -1)[0];
        var prefixed = JavaNames.capital(group) + version + type.name();
        var found = model(MODELS + prefixed);
        return found == null ? model(MODELS + version + type.name()) : found;
    }

    private static @Nullable Class<?> model(String name) {
        try {
            return Class.forName(name, false, Descriptions.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
