@NullMarked
package dev.jong.kubelet.pod;

import org.jspecify.annotations.NullMarked;
