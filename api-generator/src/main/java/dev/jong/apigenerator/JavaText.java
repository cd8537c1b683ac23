package dev.jong.apigenerator;

/// A Java file in the making.
final class JavaText {
    private final StringBuilder text = new StringBuilder();

    JavaText(String javaPackage, String description) {
        line("package " + javaPackage + ";");
        line("");
        for (var name :
                new String[] {
                    "dev.jong.api.Bytes",
                    "dev.jong.api.Frozen",
                    "dev.jong.api.IntOrString",
                    "dev.jong.api.Kind",
                    "dev.jong.api.KubernetesList",
                    "dev.jong.api.KubernetesObject",
                    "dev.jong.api.Quantity",
                    "dev.jong.api.Schemas",
                    "dev.jong.api.json.Codec",
                    "dev.jong.api.json.Codecs",
                    "dev.jong.api.json.JsonValue",
                    "dev.jong.api.json.TokenReader",
                    "dev.jong.api.json.TokenWriter",
                    "dev.jong.api.proto.ProtoReader",
                    "dev.jong.api.proto.ProtoWriter",
                    "java.time.Duration",
                    "java.time.Instant",
                    "java.util.List",
                    "java.util.Map",
                    "java.util.function.UnaryOperator",
                    "org.jspecify.annotations.NullUnmarked",
                    "org.jspecify.annotations.Nullable"
                }) {
            line("import " + name + ";");
        }
        line("");
        for (var row : description.isEmpty() ? new String[0] : description.split("\n")) {
            line("/// " + row.replace("\\u", "\\ u"));
        }
    }

    void line(String line) {
        text.append(line).append('\n');
    }

    /// A string literal.
    static String quote(String value) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
        return out.append('"').toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
