package dev.jong.scheduler.nodes;

/// Which Pods a [PodCounter] counts. Must have value equality.
public interface PodMatcher {
    boolean matches(PodDemand pod);
}
