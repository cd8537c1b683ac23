@NullMarked
package dev.jong.kubelet.volume;

import org.jspecify.annotations.NullMarked;
