package dev.jong.apiserver.request;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Texts for `Warning: 299` headers of the answer, in the order given, each once.
public final class Warnings {
    /// Guarded by itself.
    private final Set<String> texts = new LinkedHashSet<>();

    public void add(String text) {
        synchronized (texts) {
            texts.add(text);
        }
    }

    public List<String> texts() {
        synchronized (texts) {
            return List.copyOf(texts);
        }
    }
}
