package dev.jong.api.yaml;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;

/// Writes a JSON tree as block YAML.
final class YamlWriter {
    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    static String write(JsonValue value) {
        var writer = new YamlWriter();
        switch (value) {
            case JsonObject object when !object.isEmpty() -> writer.object(object, 0, false);
            case JsonArray array when array.size() > 0 -> writer.array(array, 0, false);
            default -> writer.scalar(value, 2);
        }
        return writer.out.toString();
    }

    /// @param inLine the first field stands on the line of a list's dash
    private void object(JsonObject object, int indent, boolean inLine) {
        boolean first = inLine;
        for (var field : object.fields().entrySet()) {
            if (!first) {
                out.repeat(' ', indent);
            }
            first = false;
            out.append(YamlText.inline(field.getKey())).append(':');
            switch (field.getValue()) {
                case JsonObject inner when !inner.isEmpty() -> {
                    out.append('\n');
                    object(inner, indent + 2, false);
                }
                case JsonArray inner when inner.size() > 0 -> {
                    out.append('\n');
                    array(inner, indent, false);
                }
                case JsonValue plain -> {
                    out.append(' ');
                    scalar(plain, indent + 2);
                }
            }
        }
    }

    private void array(JsonArray array, int indent, boolean inLine) {
        boolean first = inLine;
        for (var item : array.items()) {
            if (!first) {
                out.repeat(' ', indent);
            }
            first = false;
            out.append("- ");
            switch (item) {
                case JsonObject inner when !inner.isEmpty() -> object(inner, indent + 2, true);
                case JsonArray inner when inner.size() > 0 -> array(inner, indent + 2, true);
                case JsonValue plain -> scalar(plain, indent + 2);
            }
        }
    }

    private void scalar(JsonValue value, int indent) {
        switch (value) {
            case JsonText(var text) when YamlText.fitsBlock(text) -> block(text, indent);
            case JsonText(var text) -> out.append(YamlText.inline(text)).append('\n');
            default -> out.append(value).append('\n');
        }
    }

    private void block(String text, int indent) {
        out.append('|');
        if (text.startsWith(" ") || text.startsWith("\n")) {
            out.append('2');
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        if (end == text.length()) {
            out.append('-');
        } else if (text.length() - end > 1 || end == 0) {
            out.append('+');
        }
        out.append('\n');
        var body = end == text.length() ? text : text.substring(0, text.length() - 1);
        for (var line : body.split("\n", -1)) {
            if (!line.isEmpty()) {
                out.repeat(' ', indent).append(line);
            }
            out.append('\n');
        }
    }
}
