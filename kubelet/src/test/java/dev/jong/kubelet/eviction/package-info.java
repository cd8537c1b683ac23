@NullMarked
package dev.jong.kubelet.eviction;

import org.jspecify.annotations.NullMarked;
