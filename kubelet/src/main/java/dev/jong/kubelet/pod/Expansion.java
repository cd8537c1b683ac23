package dev.jong.kubelet.pod;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `$(NAME)` in commands, arguments and values of variables. `$$` is a dollar; an unknown name
/// stays as it is written.
final class Expansion {
    private Expansion() {}

    static String expand(String text, Function<String, @Nullable String> values) {
        int dollar = text.indexOf('$');
        if (dollar < 0) {
            return text;
        }
        var result = new StringBuilder(text.length() + 32);
        int done = 0;
        for (int at = dollar; at >= 0 && at + 1 < text.length(); at = text.indexOf('$', done)) {
            result.append(text, done, at);
            char next = text.charAt(at + 1);
            int end = next == '(' ? text.indexOf(')', at + 2) : -1;
            if (next == '$') {
                result.append('$');
                done = at + 2;
            } else if (next == '(' && end >= 0) {
                var name = text.substring(at + 2, end);
                var value = values.apply(name);
                result.append(value == null ? "$(" + name + ")" : value);
                done = end + 1;
            } else if (next == '(') {
                result.append("$(");
                done = at + 2;
            } else {
                result.append('$').append(next);
                done = at + 2;
            }
        }
        return result.append(text, Math.min(done, text.length()), text.length()).toString();
    }
}
