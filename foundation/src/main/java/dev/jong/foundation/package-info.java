/// Lifecycle, clock, back-off, keyed work queue, metrics, health: no Kubernetes in it.
@NullMarked
package dev.jong.foundation;

import org.jspecify.annotations.NullMarked;
