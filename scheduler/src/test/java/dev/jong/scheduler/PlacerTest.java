package dev.jong.scheduler;

import static dev.jong.scheduler.Cases.awayFrom;
import static dev.jong.scheduler.Cases.labelled;
import static dev.jong.scheduler.Cases.near;
import static dev.jong.scheduler.Cases.pod;
import static dev.jong.scheduler.Cases.spread;
import static dev.jong.scheduler.Cases.tainted;
import static dev.jong.scheduler.Cases.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.ContainerPort;
import dev.jong.api.core.v1.NodeSelectorRequirement;
import dev.jong.api.core.v1.NodeSelectorTerm;
import dev.jong.api.core.v1.Toleration;
import dev.jong.api.selector.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacerTest {
    private static final String HOST = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    private final Cases cases = new Cases();

    @Test
    void saysWhyNoNodeFitsInUpstreamsWords() {
        assertThat(cases.refusal(pod("p", "1"))).isEqualTo("no nodes available to schedule pods");
        cases.node("a", "1", "1Gi")
                .node("b", "1", "1Gi")
                .node("c", "1", "1Gi", tainted("k", "NoSchedule"));
        assertThat(cases.refusal(pod("p", "2")))
                .isEqualTo(
                        "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. "
                                + "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.");
        cases.running(pod("other", "500m"), "a").running(pod("more", "500m"), "b");
        assertThat(cases.refusal(pod("p", "1")))
                .isEqualTo(
                        "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. "
                                + "preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, "
                                + "2 No preemption victims found for incoming pod.");
    }

    @Test
    void takesThePodWhereItTolerates() {
        cases.node("a", "1", "1Gi", tainted("k", "NoExecute"));
        var toleration = Toleration.builder().key("k").operator("Exists").build();
        assertThat(
                        cases.run(
                                pod("p", "1")
                                        .mapSpec(
                                                spec -> spec.withTolerations(List.of(toleration)))))
                .isEqualTo("a");
    }

    @Test
    void prefersTheEmptierNodeAndCountsEachPodItPlaces() {
        for (var n = 0; n < 10; n++) {
            cases.node("n" + n, "4", "32Gi");
        }
        var used = new HashMap<String, Integer>();
        for (var p = 0; p < 100; p++) {
            used.merge(cases.run(pod("p" + p, "100m")), 1, Integer::sum);
        }
        assertThat(used).hasSize(10).allSatisfy((_, count) -> assertThat(count).isEqualTo(10));
    }

    @Test
    void leavesNothingToAPodThatNamesItsNodeByFieldButThatNode() {
        cases.node("a", "1", "1Gi").node("b", "1", "1Gi");
        var wanted = onlyOn(pod("p", "500m"), "b");
        assertThat(cases.run(wanted)).isEqualTo("b");
        assertThat(cases.refusal(onlyOn(pod("q", "1"), "b")))
                .startsWith(
                        "0/2 nodes are available: 1 Insufficient cpu, "
                                + "1 node(s) didn't satisfy plugin(s) [NodeAffinity].");
    }

    private static dev.jong.api.core.v1.Pod onlyOn(dev.jong.api.core.v1.Pod pod, String node) {
        var term =
                NodeSelectorTerm.builder()
                        .matchFields(
                                List.of(
                                        new NodeSelectorRequirement(
                                                "metadata.name", "In", List.of(node))))
                        .build();
        return pod.mapSpec(spec ->
                spec.withAffinity(
                        dev.jong.api.core.v1.Affinity.builder()
                                .nodeAffinity(
                                        dev.jong.api.core.v1.NodeAffinity.builder()
                                                .requiredDuringSchedulingIgnoredDuringExecution(
                                                        dev.jong.api.core.v1.NodeSelector.builder()
                                                                .nodeSelectorTerms(List.of(term))
                                                                .build())
                                                .build())
                                .build()));
    }

    @Test
    void honoursSelectorsCordonsAndPorts() {
        cases.node("a", "1", "1Gi", labelled("disk", "ssd")).node("b", "1", "1Gi");
        var picky = pod("p", "100m").mapSpec(spec -> spec.withNodeSelector(Map.of("disk", "ssd")));
        assertThat(cases.run(picky)).isEqualTo("a");
        cases.node("b", "1", "1Gi", node -> node.mapSpec(spec -> spec.withUnschedulable(true)));
        cases.node("a", "1", "1Gi");
        var port = ContainerPort.builder().containerPort(80).hostPort(80).build();
        var first =
                pod("w1", "100m")
                        .mapSpec(spec ->
                                spec.withContainers(
                                        List.of(
                                                spec.containers()
                                                        .getFirst()
                                                        .withPorts(List.of(port)))));
        assertThat(cases.run(first)).isEqualTo("a");
        assertThat(cases.refusal(first.mapMetadata(each -> each.withUid("w2"))))
                .startsWith(
                        "0/2 nodes are available: 1 node(s) didn't have free ports for the requested pod "
                                + "ports, 1 node(s) were unschedulable.");
    }

    @Test
    void keepsPodsApartThatDoNotWantEachOther() {
        for (var n = 0; n < 3; n++) {
            cases.node("n" + n, "4", "8Gi");
        }
        var used = new HashSet<String>();
        for (var p = 0; p < 3; p++) {
            used.add(
                    cases.run(
                            awayFrom(
                                    pod("p" + p, "100m", Map.of("app", "db")),
                                    near("app", "db", HOST))));
        }
        assertThat(used).hasSize(3);
        assertThat(
                        cases.refusal(
                                awayFrom(
                                        pod("p", "100m", Map.of("app", "db")),
                                        near("app", "db", HOST))))
                .startsWith(
                        "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.");
        assertThat(cases.refusal(pod("q", "100m", Map.of("app", "db"))))
                .startsWith(
                        "0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules.");
        cases.nodes.unplace("uid-p0");
        assertThat(cases.place(pod("q", "100m", Map.of("app", "db"))))
                .isInstanceOf(Placement.On.class);
    }

    @Test
    void putsPodsTogetherThatWantEachOther() {
        cases.node("a", "4", "8Gi", labelled(ZONE, "z1"))
                .node("b", "4", "8Gi", labelled(ZONE, "z1"))
                .node("c", "4", "8Gi", labelled(ZONE, "z2"));
        var follower = with(pod("f", "100m"), near("app", "web", ZONE));
        assertThat(cases.refusal(follower))
                .startsWith("0/3 nodes are available: 3 node(s) didn't match pod affinity rules.");
        cases.running(pod("w", "3", Map.of("app", "web")), "a");
        for (var p = 0; p < 5; p++) {
            var name = "f" + p;
            assertThat(cases.run(follower.mapMetadata(each -> each.withUid(name)))).isIn("a", "b");
        }
        var selfish = with(pod("s", "100m", Map.of("app", "own")), near("app", "own", ZONE));
        assertThat(cases.run(selfish)).isNotEmpty();
    }

    @Test
    void spreadsOverZonesWithinTheSkew() {
        cases.node("a", "4", "8Gi", labelled(ZONE, "z1"))
                .node("b", "4", "8Gi", labelled(ZONE, "z2"))
                .node("c", "4", "8Gi");
        var placed = new ArrayList<String>();
        for (var p = 0; p < 6; p++) {
            placed.add(cases.run(spread(pod("p" + p, "100m", Map.of("app", "x")), 1, ZONE, "app")));
        }
        assertThat(placed).filteredOn("a"::equals).hasSize(3);
        assertThat(placed).filteredOn("b"::equals).hasSize(3);
        cases.node("b", "0", "8Gi", labelled(ZONE, "z2"));
        cases.run(spread(pod("p6", "100m", Map.of("app", "x")), 1, ZONE, "app"));
        assertThat(cases.refusal(spread(pod("p", "100m", Map.of("app", "x")), 1, ZONE, "app")))
                .startsWith(
                        "0/3 nodes are available: 1 Insufficient cpu, "
                                + "1 node(s) didn't match pod topology spread constraints, "
                                + "1 node(s) didn't match pod topology spread constraints (missing required label).");
    }

    @Test
    void spreadsThePodsOfAnOwnerByItself() {
        cases.node("big", "64", "64Gi").node("small", "4", "4Gi");
        cases.siblings = Selector.ofLabels(Map.of("app", "x"));
        var used = new HashSet<String>();
        for (var p = 0; p < 2; p++) {
            used.add(cases.run(pod("p" + p, "10m", Map.of("app", "x"))));
        }
        assertThat(used).hasSize(2);
    }
}
