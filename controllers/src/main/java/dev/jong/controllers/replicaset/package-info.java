/// ReplicaSets and ReplicationControllers keep their number of Pods.
@NullMarked
package dev.jong.controllers.replicaset;

import org.jspecify.annotations.NullMarked;
