package dev.jong.scheduler;

import dev.jong.scheduler.framework.LocalFilter;
import dev.jong.scheduler.framework.LocalScore;
import dev.jong.scheduler.framework.Profile;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the node-local rules say about each node for Pods of one shape. After a Pod was placed only
/// its node is asked again, so that the next Pod of the shape costs a fraction.
final class ShapeMemory {
    private static final int SHAPES = 64;

    private final List<LocalFilter> filters;
    private final List<LocalScore> scorers;
    private final int[] weights;
    private final Nodes nodes;
    private final Map<Object, Remembered> shapes = new LinkedHashMap<>(16, 0.75f, true);

    /// By slot.
    static final class Remembered {
        private @Nullable Verdict[] verdicts = new Verdict[0];
        private @Nullable LocalFilter[] refusers = new LocalFilter[0];
        private long[] scores = new long[0];
        private long seen = -1;
        private long epoch = -1;

        /// Absent for an empty slot.
        @Nullable Verdict verdict(int slot) {
            return verdicts[slot];
        }

        /// Who refused, when someone did.
        @Nullable LocalFilter refuser(int slot) {
            return refusers[slot];
        }

        /// Weighted sum, for nodes that fit.
        long score(int slot) {
            return scores[slot];
        }
    }

    ShapeMemory(Profile profile, Nodes nodes) {
        this.filters = profile.at(LocalFilter.class);
        this.scorers = profile.at(LocalScore.class);
        this.weights = scorers.stream().mapToInt(profile::weight).toArray();
        this.nodes = nodes;
    }

    /// Up to date for this moment.
    Remembered of(PodDemand pod) {
        var remembered = shapes.computeIfAbsent(pod.shape(), _ -> new Remembered());
        if (shapes.size() > SHAPES) {
            shapes.remove(shapes.keySet().iterator().next());
        }
        if (remembered.scores.length < nodes.slots()) {
            remembered.verdicts = Arrays.copyOf(remembered.verdicts, nodes.slots() + 64);
            remembered.refusers = Arrays.copyOf(remembered.refusers, nodes.slots() + 64);
            remembered.scores = Arrays.copyOf(remembered.scores, nodes.slots() + 64);
        }
        var same = remembered.epoch == nodes.epoch() && remembered.seen >= 0;
        if (!same || !nodes.changedSince(remembered.seen, slot -> judge(pod, slot, remembered))) {
            for (var slot = 0; slot < nodes.slots(); slot++) {
                judge(pod, slot, remembered);
            }
        }
        remembered.epoch = nodes.epoch();
        remembered.seen = nodes.changes();
        return remembered;
    }

    private void judge(PodDemand pod, int slot, Remembered into) {
        var node = nodes.at(slot);
        if (node == null) {
            into.verdicts[slot] = null;
            return;
        }
        for (var filter : filters) {
            var verdict = filter.filter(pod, node);
            if (!verdict.fits()) {
                into.verdicts[slot] = verdict;
                into.refusers[slot] = filter;
                return;
            }
        }
        var score = 0L;
        for (var s = 0; s < weights.length; s++) {
            score += weights[s] * scorers.get(s).score(pod, node);
        }
        into.verdicts[slot] = Verdict.FITS;
        into.scores[slot] = score;
    }
}
