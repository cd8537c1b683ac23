package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who has changed one request's object, and who wants to see it again.
///
/// When a webhook or policy changes an object, all plugins see it a second time, and of the
/// webhooks and policies those that were asked before it and ask for that (`reinvocationPolicy:
/// IfNeeded`). There is no third time. Used by one thread.
public final class Rounds {
    private boolean second;
    private boolean wanted;
    private final Map<Object, Turns> turns = new HashMap<>();

    /// Whether the object goes round for the second time.
    public boolean second() {
        return second;
    }

    /// Begins the second round.
    ///
    /// @return false when nobody needs one, or it has been
    boolean again() {
        if (second || !wanted) {
            return false;
        }
        second = true;
        return true;
    }

    /// What one plugin remembers.
    public Turns of(Object plugin) {
        return turns.computeIfAbsent(plugin, _ -> new Turns());
    }

    /// The webhooks or policies that one plugin asks.
    public final class Turns {
        private final Set<String> asked = new HashSet<>();
        private final Set<String> due = new HashSet<>();
        private @Nullable KubernetesObject left;

        private Turns() {}

        /// The plugin gets the object, changed by others or not.
        public void begin(KubernetesObject object) {
            if (second && !object.equals(left)) {
                askAgain();
            }
        }

        /// The plugin is through.
        public void end(KubernetesObject object) {
            left = object;
        }

        /// Whether it is this one's turn.
        public boolean isDue(String id) {
            return !second || due.contains(id);
        }

        /// One has been asked.
        ///
        /// @param changed whether it changed the object
        /// @param again whether it wants to see later changes
        public void asked(String id, boolean changed, boolean again) {
            if (changed) {
                wanted = true;
                askAgain();
            }
            if (again) {
                asked.add(id);
            }
        }

        private void askAgain() {
            due.addAll(asked);
            asked.clear();
        }
    }
}
