package dev.jong.api;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Fills any generated record with seeded values.
public final class RandomObjects {
    private static final List<String> TEXTS =
            List.of(
                    "a",
                    "web-0",
                    "<b>&amp;",
                    "line\nbreak \"quoted\" \\",
                    "é 漢 😀",
                    "\u2028\u2029",
                    "\u0001");
    private static final int DEEPEST = 7;

    private final RandomGenerator random;

    public RandomObjects(RandomGenerator random) {
        this.random = random;
    }

    public <T> T next(Class<T> type) {
        return record(type, 0);
    }

    private <T> T record(Class<T> type, int depth) {
        var components = type.getRecordComponents();
        try {
            if (depth > DEEPEST || type.getSimpleName().startsWith("JSONSchemaPropsOr")) {
                return type.cast(type.getField("EMPTY").get(null));
            }
            var values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                values[i] = component(components[i], depth);
            }
            var types =
                    Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new);
            var constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (NoSuchMethodException
                | NoSuchFieldException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    private @Nullable Object component(RecordComponent component, int depth) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        if (nullable && random.nextInt(depth + 2) > 0
                || component.getType().getSimpleName().startsWith("JSONSchemaPropsOr")) {
            return null;
        }
        return component.getType() == Instant.class
                ? Instant.ofEpochSecond(
                        random.nextLong(4_000_000_000L), random.nextInt(1_000_000) * 1000L)
                : value(component.getGenericType(), depth + 1);
    }

    private Object value(Type type, int depth) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? list(arguments[0], depth)
                    : map(arguments[1], depth);
        }
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalArgumentException(type.getTypeName());
        }
        return plain.isRecord() ? record(plain, depth) : scalar(plain);
    }

    private Object scalar(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "String" -> TEXTS.get(random.nextInt(TEXTS.size()));
            case "int", "Integer" -> random.nextInt();
            case "long", "Long" -> random.nextLong();
            case "double", "Double" -> random.nextDouble() * Math.pow(10, random.nextInt(-30, 18));
            case "boolean", "Boolean" -> random.nextBoolean();
            case "Instant" -> Instant.ofEpochSecond(random.nextLong(4_000_000_000L));
            case "Duration" -> Duration.ofNanos(random.nextLong(100_000_000_000_000L));
            case "Quantity" ->
                    Quantity.parse(
                            random.nextInt(100_000)
                                    + List.of("", "m", "Ki", "M").get(random.nextInt(4)));
            case "IntOrString" ->
                    random.nextBoolean() ? IntOrString.of(random.nextInt()) : IntOrString.of("25%");
            case "Bytes" -> Bytes.ofUtf8(TEXTS.get(random.nextInt(TEXTS.size())));
            case "JsonValue" -> json();
            default -> throw new IllegalArgumentException(type.getName());
        };
    }

    private JsonValue json() {
        return new JsonObject(
                Map.of(
                        "z",
                        new JsonInteger(random.nextLong()),
                        "a",
                        JsonArray.of(new JsonText("<x>"), JsonBoolean.TRUE, new JsonDecimal(0.5))));
    }

    private List<Object> list(Type element, int depth) {
        var list = new ArrayList<>();
        for (int i = depth > DEEPEST ? 0 : random.nextInt(3) - depth / 3; i > 0; i--) {
            list.add(value(element, depth));
        }
        return list;
    }

    private Map<String, Object> map(Type element, int depth) {
        var map = new HashMap<String, Object>();
        for (int i = depth > DEEPEST ? 0 : random.nextInt(3); i > 0; i--) {
            map.put("key" + random.nextInt(100), value(element, depth));
        }
        return map;
    }
}
