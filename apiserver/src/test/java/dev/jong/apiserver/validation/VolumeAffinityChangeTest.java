package dev.jong.apiserver.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.NodeSelector;
import dev.jong.api.core.v1.NodeSelectorRequirement;
import dev.jong.api.core.v1.NodeSelectorTerm;
import dev.jong.api.core.v1.VolumeNodeAffinity;
import java.util.List;
import org.junit.jupiter.api.Test;

class VolumeAffinityChangeTest {
    private static final String OLD_ZONE = "failure-domain.beta.kubernetes.io/zone";
    private static final String ZONE = "topology.kubernetes.io/zone";

    @Test
    void labelsOfNodesGetTheirStableNames() {
        assertThat(VolumeAffinityChange.isAllowed(in(ZONE, "a"), in(OLD_ZONE, "a"))).isTrue();
        assertThat(VolumeAffinityChange.isAllowed(in(OLD_ZONE, "a"), in(ZONE, "a"))).isFalse();
    }

    @Test
    void nothingElseChanges() {
        assertThat(VolumeAffinityChange.isAllowed(in(ZONE, "b"), in(OLD_ZONE, "a"))).isFalse();
        assertThat(VolumeAffinityChange.isAllowed(in("other", "a"), in(ZONE, "a"))).isFalse();
        assertThat(VolumeAffinityChange.isAllowed(VolumeNodeAffinity.EMPTY, in(ZONE, "a")))
                .isFalse();
    }

    private static VolumeNodeAffinity in(String key, String value) {
        var requirement = new NodeSelectorRequirement(key, "In", List.of(value));
        var term = NodeSelectorTerm.EMPTY.withMatchExpressions(List.of(requirement));
        return VolumeNodeAffinity.EMPTY.withRequired(
                NodeSelector.EMPTY.withNodeSelectorTerms(List.of(term)));
    }
}
