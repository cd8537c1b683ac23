package dev.jong.apiserver.request;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Texts for `Warning: 299` headers of the answer, in the order given, each once. As upstream, no
/// text with control characters is told, and when all are too long together, each is cut short.
public final class Warnings {
    private static final int MOST_RUNES = 4 * 1024;
    private static final int RUNES_OF_ONE = 256;

    /// Guarded by itself.
    private final Set<String> texts = new LinkedHashSet<>();

    public void add(String text) {
        synchronized (texts) {
            texts.add(text);
        }
    }

    /// Those that fit: headers are no place for more than 4096 characters of warnings. When there
    /// are more, each is cut to 256, and the last ones are left out.
    public List<String> texts() {
        List<String> all;
        synchronized (texts) {
            if (texts.isEmpty()) {
                return List.of();
            }
            all = texts.stream().filter(Warnings::isTellable).toList();
        }
        return all.stream().mapToInt(Warnings::runes).sum() <= MOST_RUNES ? all : shortened(all);
    }

    private static boolean isTellable(String text) {
        return !text.isEmpty() && text.chars().noneMatch(Character::isISOControl);
    }

    private static int runes(String text) {
        return text.codePointCount(0, text.length());
    }

    private static List<String> shortened(List<String> all) {
        var told = new ArrayList<String>();
        int written = 0;
        for (var text : all) {
            if (written >= MOST_RUNES) {
                break;
            }
            var start =
                    runes(text) > RUNES_OF_ONE
                            ? text.substring(0, text.offsetByCodePoints(0, RUNES_OF_ONE))
                            : text;
            told.add(start);
            written += runes(start);
        }
        return told;
    }
}
