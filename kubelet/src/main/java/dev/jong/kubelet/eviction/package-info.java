/// What a node does when it runs short of memory, disk or processes: it says so, deletes images,
/// and lets Pods go.
@NullMarked
package dev.jong.kubelet.eviction;

import org.jspecify.annotations.NullMarked;
