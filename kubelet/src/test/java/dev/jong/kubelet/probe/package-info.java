@NullMarked
package dev.jong.kubelet.probe;

import org.jspecify.annotations.NullMarked;
