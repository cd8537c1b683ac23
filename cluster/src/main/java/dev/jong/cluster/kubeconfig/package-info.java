/// The kubeconfig of this cluster, and its place in the user's own.
@NullMarked
package dev.jong.cluster.kubeconfig;

import org.jspecify.annotations.NullMarked;
