package dev.jong.scheduler.plugins;

import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Filter;
import dev.jong.scheduler.framework.PreFilter;
import dev.jong.scheduler.framework.Score;
import dev.jong.scheduler.framework.Scores;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.AffinityTerm;
import dev.jong.scheduler.nodes.Namespaces;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PlacedPod;
import dev.jong.scheduler.nodes.PodDemand;
import dev.jong.scheduler.nodes.PodMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// Puts Pods near the Pods they want and away from those they do not want, or that do not want
/// them.
public final class InterPodAffinity implements PreFilter, Filter, Score {
    private static final Verdict NOT_NEAR =
            Verdict.hopeless("node(s) didn't match pod affinity rules");
    private static final Verdict TOO_NEAR =
            Verdict.refused("node(s) didn't match pod anti-affinity rules");
    private static final Verdict UNWANTED =
            Verdict.refused("node(s) didn't satisfy existing pods anti-affinity rules");

    /// A term and how many Pods meet it, or carry it, in each domain.
    private record Counted(AffinityTerm term, PodMatcher matcher, DomainCounts counts) {}

    private record Weighed(DomainCounts counts, int weight) {}

    private record ScoreState(List<Weighed> terms) {}

    private static final class State {
        final List<Counted> wanted = new ArrayList<>();
        final List<Counted> unwanted = new ArrayList<>();
        final List<Counted> unwelcoming = new ArrayList<>();
        boolean first;
    }

    /// Pods that meet every required term at once.
    private record MeetsAll(List<AffinityTerm> terms, Namespaces known) implements PodMatcher {
        @Override
        public boolean matches(PodDemand pod) {
            for (var term : terms) {
                if (!term.matches(pod, known)) {
                    return false;
                }
            }
            return true;
        }
    }

    private record Carries(AffinityTerm term) implements PodMatcher {
        @Override
        public boolean matches(PodDemand pod) {
            return pod.affinities().requiredAnti().contains(term);
        }
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        var nodes = cycle.nodes();
        var pod = cycle.pod();
        var said = pod.affinities();
        var state = new State();
        nodes.terms()
                .requiredAnti()
                .forEach((term, carriers) -> {
                    if (term.matches(pod, nodes.namespaces())) {
                        state.unwelcoming.add(
                                new Counted(
                                        term,
                                        new Carries(term),
                                        DomainCounts.of(
                                                nodes,
                                                term.topologyKey(),
                                                live(nodes),
                                                carriers::on)));
                    }
                });
        if (state.unwelcoming.isEmpty()
                && said.required().isEmpty()
                && said.requiredAnti().isEmpty()) {
            return SKIP;
        }
        for (var term : said.requiredAnti()) {
            state.unwanted.add(counted(nodes, term, term.matcher(nodes.namespaces())));
        }
        if (!said.required().isEmpty()) {
            var all = new MeetsAll(said.required(), nodes.namespaces());
            said.required().forEach(term -> state.wanted.add(counted(nodes, term, all)));
            state.first = nodes.counter(all).total() == 0 && all.matches(pod);
        }
        cycle.keep(this, state);
        return READY;
    }

    private static Counted counted(Nodes nodes, AffinityTerm term, PodMatcher matcher) {
        var counter = nodes.counter(matcher);
        return new Counted(
                term,
                matcher,
                DomainCounts.of(nodes, term.topologyKey(), live(nodes), counter::on));
    }

    private static IntPredicate live(Nodes nodes) {
        return slot -> nodes.at(slot) != null;
    }

    @Override
    public void podTried(Cycle cycle, PlacedPod pod, int sign) {
        var state = cycle.kept(this, State.class);
        for (var terms : List.of(state.wanted, state.unwanted, state.unwelcoming)) {
            for (var each : terms) {
                if (each.matcher.matches(pod.demand())) {
                    each.counts.change(pod.slot(), sign);
                }
            }
        }
    }

    @Override
    public Verdict filter(Cycle cycle, NodeView node) {
        var state = cycle.kept(this, State.class);
        for (var each : state.wanted) {
            if (!each.counts.has(node.slot())
                    || (!state.first && each.counts.at(node.slot()) <= 0)) {
                return NOT_NEAR;
            }
        }
        for (var each : state.unwanted) {
            if (each.counts.at(node.slot()) > 0) {
                return TOO_NEAR;
            }
        }
        for (var each : state.unwelcoming) {
            if (each.counts.at(node.slot()) > 0) {
                return UNWANTED;
            }
        }
        return Verdict.FITS;
    }

    @Override
    public boolean preScore(Cycle cycle, List<NodeView> fitting) {
        var nodes = cycle.nodes();
        var pod = cycle.pod();
        var weighed = new ArrayList<Weighed>();
        for (var each : pod.affinities().preferred()) {
            var counter = nodes.counter(each.term().matcher(nodes.namespaces()));
            if (counter.total() > 0) {
                weighed.add(
                        new Weighed(
                                DomainCounts.of(
                                        nodes, each.term().topologyKey(), live(nodes), counter::on),
                                each.weight()));
            }
        }
        nodes.terms()
                .weighted()
                .forEach((each, carriers) -> {
                    if (each.term().matches(pod, nodes.namespaces())) {
                        weighed.add(
                                new Weighed(
                                        DomainCounts.of(
                                                nodes,
                                                each.term().topologyKey(),
                                                live(nodes),
                                                carriers::on),
                                        each.weight()));
                    }
                });
        cycle.keepForScore(this, new ScoreState(weighed));
        return !weighed.isEmpty();
    }

    @Override
    public long score(Cycle cycle, NodeView node) {
        var score = 0L;
        for (var each : cycle.keptForScore(this, ScoreState.class).terms) {
            score += each.counts.at(node.slot()) * each.weight;
        }
        return score;
    }

    @Override
    public void normalize(Cycle cycle, List<NodeView> fitting, long[] scores) {
        var least = Long.MAX_VALUE;
        var most = Long.MIN_VALUE;
        for (var score : scores) {
            least = Math.min(least, score);
            most = Math.max(most, score);
        }
        var span = most - least;
        for (var i = 0; i < scores.length; i++) {
            scores[i] = span > 0 ? (long) (Scores.MAX * ((double) (scores[i] - least) / span)) : 0;
        }
    }

    @Override
    public boolean worthTrying(ClusterEvent event, PodDemand pod) {
        return true;
    }
}
