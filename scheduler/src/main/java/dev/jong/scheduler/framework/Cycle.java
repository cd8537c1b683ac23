package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PlacedPod;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/// One attempt to place one Pod, and what plugins prepared for it.
public final class Cycle {
    private final PodDemand pod;
    private final Nodes nodes;
    private final Map<Plugin, Object> prepared = new IdentityHashMap<>();
    private final Map<Plugin, Object> preparedScores = new IdentityHashMap<>();
    private final Judge judge;

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
        return type.cast(Objects.requireNonNull(prepared.get(plugin)));
    }

    /// Keeps what a plugin prepared in [Score#preScore].
    public void keepForScore(Plugin plugin, Object state) {
        preparedScores.put(plugin, state);
    }

    public <T> T keptForScore(Plugin plugin, Class<T> type) {
        return type.cast(Objects.requireNonNull(preparedScores.get(plugin)));
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
