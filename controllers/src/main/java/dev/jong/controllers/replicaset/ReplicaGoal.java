package dev.jong.controllers.replicaset;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.selector.Selector;

/// What a ReplicaSet or a ReplicationController wants.
record ReplicaGoal(
        KubernetesObject owner,
        Selector selector,
        PodTemplateSpec template,
        int replicas,
        int minReadySeconds) {}
