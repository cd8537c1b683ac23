package dev.jong.scheduler;

import dev.jong.api.selector.Selector;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Diagnosis;
import dev.jong.scheduler.framework.Filter;
import dev.jong.scheduler.framework.LocalFilter;
import dev.jong.scheduler.framework.Plugin;
import dev.jong.scheduler.framework.PostFilter;
import dev.jong.scheduler.framework.PreFilter;
import dev.jong.scheduler.framework.Profile;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PlacedPod;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides where a Pod goes, by one profile's plugins. Looks at every node. Changes nothing.
public final class Placer implements Cycle.Judge {
    private final Profile profile;
    private final Nodes nodes;
    private final Nominations nominations;
    private final Scoring scoring;
    private final ExtensionPoints points;
    private final ShapeMemory memory;
    private final List<LocalFilter> localFilters;
    private final List<PreFilter> preFilters;
    private final List<Filter> filters;
    private final List<PostFilter> postFilters;

    /// Filters that have something to say in the present cycle.
    private final List<Filter> active = new ArrayList<>();

    private final Set<PreFilter> prepared = new HashSet<>();

    Placer(
            Profile profile,
            Nodes nodes,
            Nominations nominations,
            RandomGenerator random,
            ExtensionPoints points) {
        this.points = points;
        this.profile = profile;
        this.nodes = nodes;
        this.nominations = nominations;
        this.memory = new ShapeMemory(profile, nodes);
        this.scoring = new Scoring(profile, nodes, memory, random, points);
        this.localFilters = profile.at(LocalFilter.class);
        this.preFilters = profile.at(PreFilter.class);
        this.filters = profile.at(Filter.class);
        this.postFilters = profile.at(PostFilter.class);
    }

    /// By the default profile for nodes alone, with nothing of an API server around them: for
    /// simulations and measurements.
    public static Placer alone(Nodes nodes, RandomGenerator random) {
        var surroundings =
                new StandardProfile.Surroundings(
                        _ -> Selector.nothing(), List::of, List.of(), (_, _) -> true);
        var profile = StandardProfile.of("default-scheduler", nodes, surroundings, random);
        return new Placer(profile, nodes, new Nominations(), random, ExtensionPoints.untold());
    }

    /// Where the Pod is to go now.
    public Placement place(PodDemand pod) {
        var cycle = new Cycle(pod, nodes, this);
        var diagnosis = new Diagnosis(nodes.size());
        if (nodes.size() == 0) {
            return new Placement.Nowhere(diagnosis, true);
        }
        long start = System.nanoTime();
        var only = prepare(cycle, diagnosis);
        points.passed("PreFilter", only != null, start);
        if (only != null) {
            var remembered = only.isEmpty() ? memory.of(pod) : null;
            var rating = scoring.rating(cycle);
            long filtering = System.nanoTime();
            NodeView node;
            if (remembered != null && active.isEmpty() && rating.isEmpty() && !nominations.any()) {
                node = bestRemembered(remembered, diagnosis);
                points.passed("Filter", node != null, filtering);
            } else {
                var fitting = fitting(cycle, only, remembered, diagnosis);
                points.passed("Filter", !fitting.isEmpty(), filtering);
                node = scoring.best(cycle, fitting, remembered, rating);
            }
            if (node != null) {
                return new Placement.On(node);
            }
        }
        long looking = System.nanoTime();
        var way = wayOut(cycle, diagnosis);
        points.passed("PostFilter", way instanceof Placement.AfterEviction, looking);
        return way;
    }

    /// Runs PreFilter.
    ///
    /// @return the only nodes that can do, empty for no restriction; null when none can
    private @Nullable Set<String> prepare(Cycle cycle, Diagnosis diagnosis) {
        active.clear();
        active.addAll(filters);
        prepared.clear();
        Set<String> only = Set.of();
        var narrowing = new ArrayList<Plugin>();
        for (var plugin : preFilters) {
            switch (plugin.preFilter(cycle)) {
                case PreFilter.Prepared.Ready() -> prepared.add(plugin);
                case PreFilter.Prepared.Skip() -> active.remove(plugin);
                case PreFilter.Prepared.Refused(var verdict) -> {
                    diagnosis.refusedBeforehand(plugin, verdict);
                    return null;
                }
                case PreFilter.Prepared.Only(var names) -> {
                    prepared.add(plugin);
                    narrowing.add(plugin);
                    var both = new HashSet<>(names);
                    if (narrowing.size() > 1) {
                        both.retainAll(only);
                    }
                    only = both;
                }
            }
        }
        if (!narrowing.isEmpty()) {
            var tried = 0;
            for (var name : only) {
                tried += nodes.find(name) == null ? 0 : 1;
            }
            var names = narrowing.stream().map(Plugin::name).sorted().toList();
            narrowing.forEach(diagnosis::refusedBy);
            diagnosis.count(
                    Verdict.hopeless(
                            "node(s) didn't satisfy plugin(s) [" + String.join(" ", names) + "]"),
                    nodes.size() - tried);
            return tried == 0 ? null : only;
        }
        return Set.of();
    }

    /// When only node-local rules have a say, what is remembered is all that counts.
    private @Nullable NodeView bestRemembered(
            ShapeMemory.Remembered remembered, Diagnosis diagnosis) {
        var best = scoring.best(remembered);
        if (best == null) {
            for (var slot = 0; slot < nodes.slots(); slot++) {
                var verdict = remembered.verdict(slot);
                var node = nodes.at(slot);
                if (verdict != null && node != null) {
                    refuse(node, verdict, remembered.refuser(slot), diagnosis);
                }
            }
        }
        return best;
    }

    private List<NodeView> fitting(
            Cycle cycle,
            Set<String> only,
            ShapeMemory.@Nullable Remembered remembered,
            Diagnosis diagnosis) {
        var fitting = new ArrayList<NodeView>();
        if (remembered == null) {
            for (var name : only) {
                var node = nodes.find(name);
                if (node != null) {
                    judge(cycle, node, null, fitting, diagnosis);
                }
            }
            return fitting;
        }
        for (var slot = 0; slot < nodes.slots(); slot++) {
            var node = nodes.at(slot);
            if (node != null) {
                judge(cycle, node, remembered, fitting, diagnosis);
            }
        }
        return fitting;
    }

    private void judge(
            Cycle cycle,
            NodeView node,
            ShapeMemory.@Nullable Remembered remembered,
            List<NodeView> fitting,
            Diagnosis diagnosis) {
        Plugin refuser = null;
        Verdict verdict = Verdict.FITS;
        var known = remembered == null ? null : remembered.verdict(node.slot());
        if (remembered != null && known != null) {
            verdict = known;
            refuser = remembered.refuser(node.slot());
        } else {
            for (var filter : localFilters) {
                verdict = filter.filter(cycle.pod(), node);
                if (!verdict.fits()) {
                    refuser = filter;
                    break;
                }
            }
        }
        for (var f = 0; f < active.size() && verdict.fits(); f++) {
            verdict = active.get(f).filter(cycle, node);
            refuser = active.get(f);
        }
        if (verdict.fits() && nominations.any()) {
            verdict = besideNominated(cycle, node);
            refuser = nominatedRefuser;
        }
        if (verdict.fits()) {
            fitting.add(node);
            return;
        }
        refuse(node, verdict, refuser, diagnosis);
    }

    private static void refuse(
            NodeView node, Verdict verdict, @Nullable Plugin refuser, Diagnosis diagnosis) {
        diagnosis.count(verdict, 1);
        if (refuser != null) {
            diagnosis.refusedBy(refuser);
        }
        if (verdict.kind() == Verdict.Kind.REFUSED) {
            diagnosis.mayFitLater(node);
        }
    }

    private @Nullable Plugin nominatedRefuser;

    /// Whether the Pod also fits once those are there to whom the node is promised.
    private Verdict besideNominated(Cycle cycle, NodeView node) {
        var others = new ArrayList<PlacedPod>();
        for (var each : nominations.on(node.name())) {
            if (each.priority() >= cycle.pod().priority()
                    && !each.uid().equals(cycle.pod().uid())) {
                others.add(Nodes.trial(each, node));
            }
        }
        if (others.isEmpty()) {
            return Verdict.FITS;
        }
        for (var other : others) {
            nodes.add(other);
            podTried(cycle, other, 1);
        }
        try {
            return filterAll(cycle, node);
        } finally {
            for (var other : others) {
                nodes.take(other);
                podTried(cycle, other, -1);
            }
        }
    }

    private Verdict filterAll(Cycle cycle, NodeView node) {
        for (var filter : localFilters) {
            var verdict = filter.filter(cycle.pod(), node);
            if (!verdict.fits()) {
                nominatedRefuser = filter;
                return verdict;
            }
        }
        for (var filter : active) {
            var verdict = filter.filter(cycle, node);
            if (!verdict.fits()) {
                nominatedRefuser = filter;
                return verdict;
            }
        }
        return Verdict.FITS;
    }

    @Override
    public Verdict judge(Cycle cycle, NodeView node) {
        var verdict = filterAll(cycle, node);
        return verdict.fits() && nominations.any() ? besideNominated(cycle, node) : verdict;
    }

    @Override
    public void podTried(Cycle cycle, PlacedPod pod, int sign) {
        for (var plugin : prepared) {
            plugin.podTried(cycle, pod, sign);
        }
    }

    private Placement wayOut(Cycle cycle, Diagnosis diagnosis) {
        var keep = true;
        for (var plugin : postFilters) {
            switch (plugin.postFilter(cycle, diagnosis)) {
                case PostFilter.Way.Evict(var node, var victims) -> {
                    return new Placement.AfterEviction(diagnosis, node, victims);
                }
                case PostFilter.Way.None(var message, var keepNomination) -> {
                    diagnosis.postFilter(message);
                    keep = keepNomination;
                }
            }
        }
        return new Placement.Nowhere(diagnosis, keep);
    }
}
