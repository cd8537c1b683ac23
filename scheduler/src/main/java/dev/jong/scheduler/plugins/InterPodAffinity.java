package dev.jong.scheduler.plugins;

import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Filter;
import dev.jong.scheduler.framework.PreFilter;
import dev.jong.scheduler.framework.Score;
import dev.jong.scheduler.framework.Scores;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.AffinityTerm;
import dev.jong.scheduler.nodes.Domains;
import dev.jong.scheduler.nodes.Namespaces;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodCounter;
import dev.jong.scheduler.nodes.PodDemand;
import dev.jong.scheduler.nodes.PodMatcher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts Pods near the Pods they want and away from those they do not want, or that do not want
/// them.
public final class InterPodAffinity implements PreFilter, Filter, Score {
    private static final Verdict NOT_NEAR =
            Verdict.hopeless("node(s) didn't match pod affinity rules");
    private static final Verdict TOO_NEAR =
            Verdict.refused("node(s) didn't match pod anti-affinity rules");
    private static final Verdict UNWANTED =
            Verdict.refused("node(s) didn't satisfy existing pods anti-affinity rules");

    private record Weighed(Domains counts, int weight) {}

    private record ScoreState(List<Weighed> terms) {}

    /// What was prepared: numbers of Pods that meet the Pod's terms, or carry terms that the Pod
    /// meets.
    private static final class State {
        final List<Domains> wanted = new ArrayList<>();
        final List<Domains> unwanted = new ArrayList<>();
        final List<Domains> unwelcoming = new ArrayList<>();

        /// Those that the Pod wants near.
        @Nullable PodCounter companions;

        /// Whether the Pod is one of them itself.
        boolean meetsItsOwn;

        /// The first of a group that wants to be together may go anywhere.
        boolean first() {
            return meetsItsOwn && companions != null && companions.total() == 0;
        }
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
                        state.unwelcoming.add(carriers.by(nodes.topology(term.topologyKey())));
                    }
                });
        if (state.unwelcoming.isEmpty()
                && said.required().isEmpty()
                && said.requiredAnti().isEmpty()) {
            return SKIP;
        }
        for (var term : said.requiredAnti()) {
            state.unwanted.add(
                    nodes.counter(term.matcher(nodes.namespaces()))
                            .by(nodes.topology(term.topologyKey())));
        }
        if (!said.required().isEmpty()) {
            var all = new MeetsAll(said.required(), nodes.namespaces());
            var companions = nodes.counter(all);
            said.required()
                    .forEach(term ->
                            state.wanted.add(companions.by(nodes.topology(term.topologyKey()))));
            state.companions = companions;
            state.meetsItsOwn = all.matches(pod);
        }
        cycle.keep(this, state);
        return READY;
    }

    @Override
    public Verdict filter(Cycle cycle, NodeView node) {
        var state = cycle.kept(this, State.class);
        var slot = node.slot();
        for (var near : state.wanted) {
            if (!near.has(slot) || (near.at(slot) <= 0 && !state.first())) {
                return NOT_NEAR;
            }
        }
        for (var near : state.unwanted) {
            if (near.at(slot) > 0) {
                return TOO_NEAR;
            }
        }
        for (var near : state.unwelcoming) {
            if (near.at(slot) > 0) {
                return UNWANTED;
            }
        }
        return Verdict.FITS;
    }

    @Override
    public boolean applies(Cycle cycle) {
        var nodes = cycle.nodes();
        var pod = cycle.pod();
        var weighed = new ArrayList<Weighed>();
        for (var each : pod.affinities().preferred()) {
            var counter = nodes.counter(each.term().matcher(nodes.namespaces()));
            if (counter.total() > 0) {
                var topology = nodes.topology(each.term().topologyKey());
                weighed.add(new Weighed(counter.by(topology), each.weight()));
            }
        }
        nodes.terms()
                .weighted()
                .forEach((each, carriers) -> {
                    if (each.term().matches(pod, nodes.namespaces())) {
                        var topology = nodes.topology(each.term().topologyKey());
                        weighed.add(new Weighed(carriers.by(topology), each.weight()));
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
