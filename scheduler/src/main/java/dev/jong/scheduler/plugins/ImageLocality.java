package dev.jong.scheduler.plugins;

import dev.jong.scheduler.framework.LocalScore;
import dev.jong.scheduler.framework.Scores;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PodDemand;

/// Prefers nodes that have large images of the Pod already; an image on few nodes counts less, lest
/// all Pods go there.
public final class ImageLocality implements LocalScore {
    private static final long LEAST = 23L << 20;
    private static final long MOST_PER_CONTAINER = 1000L << 20;

    private final Nodes nodes;

    public ImageLocality(Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public long score(PodDemand pod, NodeView node) {
        if (node.images().isEmpty()) {
            return 0;
        }
        var sum = 0L;
        for (var image : pod.images()) {
            var size = node.images().get(image);
            if (size != null) {
                sum += (long) (size * ((double) nodes.nodesWithImage(image) / nodes.size()));
            }
        }
        var most = MOST_PER_CONTAINER * pod.images().size();
        return Scores.MAX * (Math.clamp(sum, LEAST, most) - LEAST) / (most - LEAST);
    }
}
