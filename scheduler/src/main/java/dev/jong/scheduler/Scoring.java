package dev.jong.scheduler;

import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Profile;
import dev.jong.scheduler.framework.Score;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Chooses among the nodes that fit, by one profile's scoring plugins: each scores every node, and
/// among the best each node has the same chance.
final class Scoring {
    private final Profile profile;
    private final Nodes nodes;
    private final ShapeMemory memory;
    private final RandomGenerator random;
    private final ExtensionPoints points;
    private final List<Score> scores;

    /// The best so far, for choosing among equals.
    private int[] ties = new int[0];

    Scoring(
            Profile profile,
            Nodes nodes,
            ShapeMemory memory,
            RandomGenerator random,
            ExtensionPoints points) {
        this.profile = profile;
        this.nodes = nodes;
        this.memory = memory;
        this.random = random;
        this.points = points;
        this.scores = profile.at(Score.class);
    }

    /// The scoring rules that have something to say; the rest is remembered.
    List<Score> rating(Cycle cycle) {
        var rating = new ArrayList<Score>();
        for (var plugin : scores) {
            if (plugin.applies(cycle)) {
                rating.add(plugin);
            }
        }
        return rating;
    }

    /// When only node-local rules have a say, what is remembered is all that counts.
    ///
    /// @return null when none fits
    @Nullable NodeView best(ShapeMemory.Remembered remembered) {
        var highest = Long.MIN_VALUE;
        var equals = 0;
        if (ties.length < nodes.slots()) {
            ties = new int[nodes.slots() * 2];
        }
        for (var slot = 0; slot < nodes.slots(); slot++) {
            var verdict = remembered.verdict(slot);
            if (verdict != null && verdict.fits()) {
                var score = remembered.score(slot);
                if (score > highest) {
                    highest = score;
                    equals = 0;
                }
                if (score == highest) {
                    ties[equals++] = slot;
                }
            }
        }
        return equals == 0 ? null : nodes.at(ties[random.nextInt(equals)]);
    }

    /// The best of those that fit; null when there is none.
    ///
    /// @param rating those that have something to say
    @Nullable NodeView best(
            Cycle cycle,
            List<NodeView> fitting,
            ShapeMemory.@Nullable Remembered remembered,
            List<Score> rating) {
        if (fitting.isEmpty()) {
            return null;
        }
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        var nominated = cycle.pod().pod().status().nominatedNodeName();
        if (nominated != null) {
            for (var node : fitting) {
                if (node.name().equals(nominated)) {
                    return node;
                }
            }
        }
        long start = System.nanoTime();
        long preparing = 0;
        var totals = new long[fitting.size()];
        var local = remembered == null ? memory.of(cycle.pod()) : remembered;
        for (var n = 0; n < totals.length; n++) {
            totals[n] = local.score(fitting.get(n).slot());
        }
        for (var plugin : rating) {
            long began = System.nanoTime();
            plugin.preScore(cycle, fitting);
            preparing += System.nanoTime() - began;
            addScores(cycle, plugin, fitting, totals);
        }
        points.took("PreScore", true, preparing);
        points.took("Score", true, System.nanoTime() - start - preparing);
        return fitting.get(highest(totals));
    }

    private void addScores(Cycle cycle, Score plugin, List<NodeView> fitting, long[] totals) {
        var own = new long[totals.length];
        for (var n = 0; n < own.length; n++) {
            own[n] = plugin.score(cycle, fitting.get(n));
        }
        plugin.normalize(cycle, fitting, own);
        var weight = profile.weight(plugin);
        for (var n = 0; n < own.length; n++) {
            totals[n] += weight * own[n];
        }
    }

    /// Among equals each has the same chance.
    private int highest(long[] totals) {
        if (ties.length < totals.length) {
            ties = new int[totals.length * 2];
        }
        var highest = Long.MIN_VALUE;
        var equals = 0;
        for (var n = 0; n < totals.length; n++) {
            if (totals[n] > highest) {
                highest = totals[n];
                equals = 0;
            }
            if (totals[n] == highest) {
                ties[equals++] = n;
            }
        }
        return ties[random.nextInt(equals)];
    }
}
