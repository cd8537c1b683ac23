package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PlacedPod;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BiFunction;

/// One attempt to place one Pod, and what plugins prepared for it.
public final class Cycle {
    private final PodDemand pod;
    private final Nodes nodes;
    private final Kept prepared = new Kept();
    private final Kept preparedScores = new Kept();
    private final Judge judge;

    /// A handful of states, found faster by looking at each than by hashing.
    @SuppressWarnings("ReferenceEquality") // a plugin is itself
    private static final class Kept {
        private Plugin[] plugins = new Plugin[4];
        private Object[] states = new Object[4];
        private int size;

        void put(Plugin plugin, Object state) {
            for (var i = 0; i < size; i++) {
                if (plugins[i] == plugin) {
                    states[i] = state;
                    return;
                }
            }
            if (size == plugins.length) {
                plugins = Arrays.copyOf(plugins, 2 * size);
                states = Arrays.copyOf(states, 2 * size);
            }
            plugins[size] = plugin;
            states[size++] = state;
        }

        Object get(Plugin plugin) {
            for (var i = 0; i < size; i++) {
                if (plugins[i] == plugin) {
                    return states[i];
                }
            }
            throw new IllegalStateException(plugin.name() + " has prepared nothing");
        }
    }

    /// What the whole profile says, for plugins that try things out.
    public interface Judge {
        Verdict judge(Cycle cycle, NodeView node);

        void podTried(Cycle cycle, PlacedPod pod, int sign);
    }

    public Cycle(PodDemand pod, Nodes nodes, Judge judge) {
        this.pod = pod;
        this.nodes = nodes;
        this.judge = judge;
    }

    public PodDemand pod() {
        return pod;
    }

    public Nodes nodes() {
        return nodes;
    }

    /// Keeps what a plugin prepared in [PreFilter].
    public void keep(Plugin plugin, Object state) {
        prepared.put(plugin, state);
    }

    public <T> T kept(Plugin plugin, Class<T> type) {
        return type.cast(prepared.get(plugin));
    }

    /// Keeps what a plugin prepared in [Score#preScore].
    public void keepForScore(Plugin plugin, Object state) {
        preparedScores.put(plugin, state);
    }

    public <T> T keptForScore(Plugin plugin, Class<T> type) {
        return type.cast(preparedScores.get(plugin));
    }

    /// What all filters say about the node as it is now, trials included.
    public Verdict judge(NodeView node) {
        return judge.judge(this, node);
    }

    /// Answers with these Pods taken off their node, which has them again afterwards.
    public <A> A without(List<PlacedPod> pods, BiFunction<Cycle, Trial, A> question) {
        var trial = new Trial();
        pods.forEach(trial::take);
        try {
            return question.apply(this, trial);
        } finally {
            trial.undo();
        }
    }

    /// Pods that are for the moment off their nodes.
    public final class Trial {
        private final LinkedHashSet<PlacedPod> taken = new LinkedHashSet<>();

        public void take(PlacedPod placed) {
            taken.add(placed);
            nodes.take(placed);
            judge.podTried(Cycle.this, placed, -1);
        }

        public void bringBack(PlacedPod placed) {
            taken.remove(placed);
            nodes.add(placed);
            judge.podTried(Cycle.this, placed, 1);
        }

        private void undo() {
            List.copyOf(taken).forEach(this::bringBack);
        }
    }
}
